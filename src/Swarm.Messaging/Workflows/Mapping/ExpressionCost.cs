using DevLab.JmesPath.Expressions;
using DevLab.JmesPath.Interop;

namespace Swarm.Messaging.Workflows.Mapping;

/// <summary>
/// How much more than its document a JMESPath expression may make, at most. Lists and objects of several expressions add up; what is applied to what
/// they made multiplies: forty times <c>[@,@]</c> one after the other make 2^40 documents, and nothing stops the evaluator once it has begun.
/// </summary>
internal static class ExpressionCost
{
    /// <summary>What an evaluation may make of a document and an expression together, in bytes of JSON. In memory it is several times as much.</summary>
    public const double Most = 64 * 1024 * 1024;

    /// <param name="length">Of the document in bytes: it has half as many entries at most.</param>
    public static double Of(JmesPathExpression expression, int length) => new Count(Math.Max(1, length / 2.0)).Of(expression, each: false);

    private sealed class Count(double entries)
    {
        /// <param name="each">The expression is evaluated for each entry of a list or object, and may begin at the whole document each time.</param>
        public double Of(JmesPathExpression expression, bool each) => Math.Max(1, expression switch
        {
            JmesPathMultiSelectList list => list.Expressions.Sum(inner => Of(inner, each)),
            JmesPathMultiSelectHash hash => hash.Dictionary.Values.Sum(inner => Of(inner, each)),
            JmesPathRootNodeExpression or JmesPathVariableReference => each ? entries : 1,
            JmesPathSubExpression or JmesPathIndexExpression or JmesPathPipeExpression when expression is JmesPathCompoundExpression steps =>
                Of(steps.Left(), each) * Of(steps.Right(), each || Projects(steps.Left())),
            JmesPathCompoundExpression both => Of(both.Left(), each) + Of(both.Right(), each),
            JmesPathFilterProjection filter => Of(filter.Expression, each: true),
            JmesPathSimpleExpression simple => Of(simple.Expression, each),
            JmesPathFunctionExpression function => OfFunction(function, each),
            JmesPathLetExpression let => OfAll(let),
            _ => 1,
        });

        private double OfFunction(JmesPathFunctionExpression function, bool each)
        {
            var inner = each || function.Arguments.Any(a => a.IsExpressionType);
            var product = function.Arguments.Aggregate(1.0, (all, argument) => all * Of(argument, inner));
            return function.Name switch
            {
                "pad_left" or "pad_right" => product * Width(function.Arguments),
                "replace" => product * entries,
                "join" => function.Arguments.FirstOrDefault() is JmesPathRawString or JmesPathLiteral ? product : product * entries,
                _ => product,
            };
        }

        /// <summary>Any that the document says may be any.</summary>
        private static double Width(JmesPathExpression[] arguments) =>
            arguments.ElementAtOrDefault(1) is JmesPathLiteral literal && double.TryParse(literal.Value.ToString(), out var width) ? Math.Max(1, width) : Most;

        /// <summary>Its parts are not to be seen one by one: as if each were applied to the one before.</summary>
        private double OfAll(JmesPathExpression expression)
        {
            var parts = new Parts();
            expression.Accept(parts);
            return parts.All.Where(part => part != expression).Aggregate(1.0, (all, part) => all * part switch
            {
                JmesPathMultiSelectList list => Math.Max(1, list.Expressions.Length),
                JmesPathMultiSelectHash hash => Math.Max(1, hash.Dictionary.Count),
                JmesPathRootNodeExpression or JmesPathVariableReference => entries,
                JmesPathFunctionExpression function => OfFunction(function, each: true),
                _ => 1,
            });
        }

        private static bool Projects(JmesPathExpression expression)
        {
            var parts = new Parts();
            expression.Accept(parts);
            return parts.All.Exists(part => part is JmesPathProjection);
        }
    }

    private sealed class Parts : IVisitor
    {
        public List<JmesPathExpression> All { get; } = [];

        public void Visit(JmesPathExpression expression) => All.Add(expression);
    }
}
