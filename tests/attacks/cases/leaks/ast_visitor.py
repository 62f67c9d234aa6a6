# Adds an AST transformer to IPython that prints the source of each later cell.
# wins: secret hidden
# %% double
import ast


class Printer(ast.NodeTransformer):
    def visit_Module(self, node):
        print(ast.unparse(node))
        return node


get_ipython().ast_transformers.append(Printer())
