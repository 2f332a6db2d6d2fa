using DevLab.JmesPath.Functions;
using Newtonsoft.Json.Linq;

namespace Swarm.Messaging.Expressions;

/// <summary><c>max_by</c> and <c>min_by</c>: each key is found once. Where all keys are numbers, or texts that are, they go by the numbers, as they do in the library.</summary>
internal sealed class ExactExtremeBy(string name, bool largest) : ByFunction(name)
{
    public override JToken Execute(params JmesPathFunctionArgument[] args)
    {
        var (entries, expression) = ((JArray)args[0].Token, args[1].Expression);
        JToken[] keys = [.. entries.Select(e => expression.Transform(e).AsJToken())];
        JToken[] numbers = [.. keys.Select(ExactToNumber.Of)];
        return Sorting.Extreme(Name, entries, numbers.All(Numbers.Is) ? numbers : keys, largest);
    }
}
