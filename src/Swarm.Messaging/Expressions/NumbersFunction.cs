using DevLab.JmesPath.Functions;
using Newtonsoft.Json.Linq;

namespace Swarm.Messaging.Expressions;

/// <summary><c>sum</c> and <c>avg</c>, which the library reckons in doubles.</summary>
internal sealed class NumbersFunction(string name, Func<IList<JToken>, JToken> of) : JmesPathFunction(name, 1)
{
    public override JToken Execute(params JmesPathFunctionArgument[] args) => args[0].Token is JArray numbers && numbers.All(Numbers.Is)
        ? of(numbers)
        : throw new ExpressionException($"Error: invalid-type, function {Name} expects an array of numbers.");
}
