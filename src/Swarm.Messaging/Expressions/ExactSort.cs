using DevLab.JmesPath.Functions;
using Newtonsoft.Json.Linq;

namespace Swarm.Messaging.Expressions;

/// <summary><c>sort</c>: entries come out as they went in.</summary>
internal sealed class ExactSort() : JmesPathFunction("sort", 1)
{
    public override JToken Execute(params JmesPathFunctionArgument[] args) => args[0].Token is JArray entries
        ? new JArray(Sorting.Sorted(Name, entries, entries))
        : throw new ExpressionException($"Error: invalid-type, function {Name} expects an array.");
}
