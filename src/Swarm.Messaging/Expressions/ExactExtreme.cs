using DevLab.JmesPath.Functions;
using Newtonsoft.Json.Linq;

namespace Swarm.Messaging.Expressions;

/// <summary><c>max</c> and <c>min</c>: the entry as it stands.</summary>
internal sealed class ExactExtreme(string name, bool largest) : JmesPathFunction(name, 1)
{
    public override JToken Execute(params JmesPathFunctionArgument[] args) => args[0].Token is JArray entries
        ? Sorting.Extreme(Name, entries, entries, largest)
        : throw new ExpressionException($"Error: invalid-type, function {Name} expects an array.");
}
