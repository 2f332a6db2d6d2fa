using DevLab.JmesPath.Functions;
using Newtonsoft.Json.Linq;

namespace Swarm.Messaging.Expressions;

/// <summary><c>floor</c>, <c>ceil</c> and <c>abs</c>.</summary>
internal sealed class ExactWhole(string name, Func<decimal, decimal> exact, Func<double, double> rough) : NumberFunction(name)
{
    public override JToken Execute(params JmesPathFunctionArgument[] args) =>
        Numbers.Is(args[0].Token) ? Numbers.Round(args[0].Token, exact, rough) : throw Wrong("a number that can be calculated with");
}
