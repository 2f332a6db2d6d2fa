using System.Text.Json;
using DevLab.JmesPath.Expressions;

namespace Swarm.Messaging.Workflows.Mapping;

/// <summary>A JMESPath expression of names and indexes alone, as most are: found in the JSON as it lies there, without a copy of the document.</summary>
internal static class PlainPath
{
    private static readonly JsonElement Nothing = JsonElement.Parse("null");

    /// <returns>False when the expression is more than that.</returns>
    public static bool TryRead(JmesPathExpression expression, JsonElement at, out JsonElement found)
    {
        switch (expression)
        {
            // What a text was parsed to; the library shows the type to nobody.
            case JmesPathSimpleExpression root when root.GetType().Name == "JmesPathRootExpression":
                return TryRead(root.Expression, at, out found);
            case JmesPathCurrentNodeExpression:
                found = at;
                return true;
            case JmesPathIdentifier name:
                found = at.ValueKind == JsonValueKind.Object && at.TryGetProperty(name.Name, out var field) ? field : Nothing;
                return true;
            case JmesPathIndex index:
                found = Entry(at, index.Index);
                return true;
            case JmesPathSubExpression or JmesPathIndexExpression when expression is JmesPathCompoundExpression steps:
                found = Nothing;
                return TryRead(steps.Left(), at, out var inner) && TryRead(steps.Right(), inner, out found);
            default:
                found = Nothing;
                return false;
        }
    }

    /// <summary>Below zero from the end.</summary>
    private static JsonElement Entry(JsonElement at, int index)
    {
        if (at.ValueKind != JsonValueKind.Array)
            return Nothing;
        var place = index < 0 ? at.GetArrayLength() + index : index;
        return place >= 0 && place < at.GetArrayLength() ? at[place] : Nothing;
    }
}
