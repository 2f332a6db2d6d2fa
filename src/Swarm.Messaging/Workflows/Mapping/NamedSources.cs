using DevLab.JmesPath.Expressions;
using Swarm.Messaging.Expressions;

namespace Swarm.Messaging.Workflows.Mapping;

/// <summary>
/// Of which nodes a pointer or an expression takes the results, as far as it says so by itself: what begins at <c>results</c> and goes on with a
/// name. What is taken of a part of the document, in a filter or after a pipe, is another thing of that name. Pure.
/// </summary>
internal static class NamedSources
{
    private const string Results = "results";

    /// <param name="source">One of which <see cref="RunValues.Fault"/> has nothing to say.</param>
    public static IReadOnlyCollection<string> Of(string source)
    {
        if (source[0] == '/')
        {
            return source[1..].Split('/') is [Results, var name, ..]
                ? [name.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)] : [];
        }

        var found = new HashSet<string>(StringComparer.Ordinal);
        Collect(ExpressionParser.Parse(source), found);
        return found;
    }

    /// <param name="expression">One that is applied to the whole document.</param>
    private static void Collect(JmesPathExpression expression, HashSet<string> found)
    {
        switch (expression)
        {
            // A projection is applied to what stands before it.
            case JmesPathProjection:
                break;
            case JmesPathPipeExpression pipe:
                Collect(pipe.Left(), found);
                break;
            case JmesPathSubExpression or JmesPathIndexExpression when expression is JmesPathCompoundExpression steps:
                var names = new List<string>();
                Lead(steps, names);
                if (names is [Results, var node, ..])
                    found.Add(node);
                else if (names.Count == 0)
                    Collect(steps.Left(), found);
                break;
            case JmesPathCompoundExpression both:
                Collect(both.Left(), found);
                Collect(both.Right(), found);
                break;
            case JmesPathMultiSelectList list:
                foreach (var entry in list.Expressions)
                    Collect(entry, found);
                break;
            case JmesPathMultiSelectHash hash:
                foreach (var value in hash.Dictionary.Values)
                    Collect(value, found);
                break;
            case JmesPathFunctionExpression function:
                foreach (var argument in function.Arguments.Where(a => !a.IsExpressionType))
                    Collect(argument, found);
                break;
            case JmesPathSimpleExpression simple: // a root, a negation
                Collect(simple.Expression, found);
                break;
        }
    }

    /// <summary>The names with which a path begins.</summary>
    /// <returns>False: after these comes something else.</returns>
    private static bool Lead(JmesPathExpression expression, List<string> names)
    {
        switch (expression)
        {
            case JmesPathCurrentNodeExpression:
                return true;
            case JmesPathIdentifier name:
                names.Add(name.Name);
                return true;
            case JmesPathSubExpression or JmesPathIndexExpression when expression is JmesPathCompoundExpression steps:
                return Lead(steps.Left(), names) && Lead(steps.Right(), names);
            default:
                return false;
        }
    }
}
