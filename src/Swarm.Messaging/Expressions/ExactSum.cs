using DevLab.JmesPath.Functions;
using Newtonsoft.Json.Linq;

namespace Swarm.Messaging.Expressions;

/// <summary><c>sum</c>: of whole numbers a whole one, whatever its length.</summary>
internal sealed class ExactSum() : NumberFunction("sum")
{
    public override JToken Execute(params JmesPathFunctionArgument[] args) =>
        args[0].Token is JArray numbers && numbers.All(Numbers.Is) ? Numbers.Sum(numbers) : throw Wrong("an array of numbers that can be calculated with");
}
