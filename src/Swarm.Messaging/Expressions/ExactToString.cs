using DevLab.JmesPath.Functions;
using Newtonsoft.Json.Linq;

namespace Swarm.Messaging.Expressions;

/// <summary><c>to_string</c>: numbers keep their digits.</summary>
internal sealed class ExactToString() : JmesPathFunction("to_string", 1)
{
    public override JToken Execute(params JmesPathFunctionArgument[] args) =>
        args[0].Token is { Type: JTokenType.String } text ? text : new JValue(ExpressionJson.Of(args[0].Token));
}
