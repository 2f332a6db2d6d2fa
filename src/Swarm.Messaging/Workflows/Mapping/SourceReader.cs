using System.Runtime.InteropServices;
using System.Text.Json;
using Newtonsoft.Json.Linq;
using Swarm.Messaging.Expressions;

namespace Swarm.Messaging.Workflows.Mapping;

/// <summary>Reads values out of one document. The copy that the evaluator of JMESPath needs is made once, by the first expression that is more than a path.</summary>
internal sealed class SourceReader(JsonElement document)
{
    /// <summary>What all expressions over a document may make together, in bytes of JSON: they are evaluated while others wait.</summary>
    private const double Most = 2 * ExpressionCost.Most;

    private JToken? copy;
    private double made;

    /// <returns>Null (the JSON value) where there is nothing. Throws <see cref="NodeConfigurationException"/> where a function meets what it cannot take.</returns>
    public JsonElement Read(string source)
    {
        if (source[0] == '/')
            return RunValues.Pointer(document, source);
        try
        {
            return Evaluate(source);
        }
        catch (Exception e) when (e is not NodeConfigurationException)
        {
            throw new NodeConfigurationException("bad_expression", $"'{source}' cannot be evaluated here: {Words(e)}.", e);
        }
    }

    /// <summary>The library's own, and ours, are for whoever wrote the expression; what it runs into is not.</summary>
    private static string Words(Exception e) => e.GetType() == typeof(Exception) || e is ExpressionException
        ? e.Message.TrimEnd('.')
        : "a function or an operator meets a value that it cannot take";

    private JsonElement Evaluate(string source)
    {
        var expression = ExpressionParser.Parse(source);
        if (PlainPath.TryRead(expression, document, out var value))
            return value;
        var length = Math.Max(source.Length, JsonMarshal.GetRawUtf8Value(document).Length);
        var makes = ExpressionCost.Of(expression, length) * length;
        if (makes > ExpressionCost.Most)
            throw new NodeConfigurationException("bad_expression", $"'{source}' could make more than {Megabytes(ExpressionCost.Most)} MB of the {length} bytes that it gets here. Ask for less at a time.");
        made += makes;
        if (made > Most)
            throw new NodeConfigurationException("bad_expression", $"'{source}' and the expressions before it could make more than {Megabytes(Most)} MB of the {length} bytes that they get here. Name what is needed by paths, as in results.a.items[0], which cost nothing.");
        copy ??= ExpressionTokens.Of(document);
        var found = expression.Transform(copy).AsJToken();
        return found is null ? JsonElement.Parse("null") : JsonElement.Parse(ExpressionJson.Of(found));
    }

    private static string Megabytes(double bytes) => $"{bytes / (1024 * 1024):0}";
}
