using DevLab.JmesPath.Functions;
using Newtonsoft.Json.Linq;

namespace Swarm.Messaging.Expressions;

/// <summary><c>floor</c>, <c>ceil</c> and <c>abs</c>, which the library reckons in 32 bits or in doubles.</summary>
internal sealed class NumberFunction(string name, Func<Scaled, Scaled> of) : JmesPathFunction(name, 1)
{
    public override JToken Execute(params JmesPathFunctionArgument[] args) => Numbers.Is(args[0].Token)
        ? Numbers.Of(of(Numbers.Exact(args[0].Token)))
        : throw new ExpressionException($"Error: invalid-type, function {Name} expects a number.");
}
