using DevLab.JmesPath.Functions;
using Newtonsoft.Json.Linq;

namespace Swarm.Messaging.Expressions;

/// <summary><c>sort_by</c>: each key is found once.</summary>
internal sealed class ExactSortBy() : ByFunction("sort_by")
{
    public override JToken Execute(params JmesPathFunctionArgument[] args)
    {
        var (entries, expression) = ((JArray)args[0].Token, args[1].Expression);
        return new JArray(Sorting.Sorted(Name, entries, [.. entries.Select(e => expression.Transform(e).AsJToken())]));
    }
}
