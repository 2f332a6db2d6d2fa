using System.Text.RegularExpressions;
using DevLab.JmesPath.Functions;
using Newtonsoft.Json.Linq;

namespace Swarm.Messaging.Expressions;

/// <summary><c>to_number</c>: what JSON has for a number keeps its digits.</summary>
internal sealed partial class ExactToNumber : ToNumberFunction
{
    public override JToken Execute(params JmesPathFunctionArgument[] args) =>
        Of(args[0].Token) is var number && Numbers.Is(number) ? number
        : base.Execute(args) is var other && other is JValue { Value: double near } && !double.IsFinite(near) ? JValue.CreateNull() : other;

    /// <summary>The number that a text of JSON is; else what is given.</summary>
    public static JToken Of(JToken token) =>
        token is JValue { Type: JTokenType.String, Value: string text } && Number().IsMatch(text) ? Numbers.Of(text) : token;

    [GeneratedRegex(@"^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?\z", RegexOptions.NonBacktracking)]
    private static partial Regex Number();
}
