using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization;
using Swarm.Messaging.Contracts.Distribution;
using Swarm.Messaging.Contracts.Events;

namespace Swarm.Messaging.Schemas;

/// <summary>JSON Schema of one message, draft 2020-12, with the contracts' own documentation. Unknown fields are allowed: newer senders may have more.</summary>
internal static class MessageSchema
{
    private static readonly JsonSchemaExporterOptions Options = new() { TreatNullObliviousAsNonNullable = true, TransformSchemaNode = Describe };

    private static readonly Type[] EventRoots = [typeof(TaskEvent), typeof(DistributionEvent)];

    public static JsonObject Of(Type type)
    {
        var schema = (JsonObject)MessageJson.Options.GetJsonSchemaAsNode(type, Options);
        foreach (var root in EventRoots.Where(type.IsSubclassOf))
            NameEvent(root, type, schema);
        schema.Insert(0, "$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.Insert(1, "title", type.Name);
        return schema;
    }

    private static void NameEvent(Type root, Type type, JsonObject schema)
    {
        var name = root.GetCustomAttributes<JsonDerivedTypeAttribute>().Single(a => a.DerivedType == type).TypeDiscriminator;
        ((JsonObject)schema["properties"]!).Insert(0, "event", new JsonObject { ["const"] = (string)name! });
        var required = schema["required"] as JsonArray ?? [];
        required.Insert(0, "event");
        if (required.Parent is null)
            schema["required"] = required;
    }

    private static JsonNode Describe(JsonSchemaExporterContext context, JsonNode node)
    {
        // "Anything" is exported as true, which can carry no description.
        if (node is JsonValue)
            node = new JsonObject();
        var schema = (JsonObject)node;
        DropNullableFromRequired(schema);
        var text = context.PropertyInfo is { } property
            ? XmlDocs.OfProperty(property.DeclaringType, (property.AttributeProvider as MemberInfo)?.Name ?? property.Name)
            : XmlDocs.OfType(context.TypeInfo.Type);
        if (text is not null && !schema.ContainsKey("description"))
            schema.Insert(0, "description", text);
        return schema;
    }

    /// <summary>Null is not written on the wire, so what may be null may be absent.</summary>
    private static void DropNullableFromRequired(JsonObject schema)
    {
        if (schema["required"] is not JsonArray required || schema["properties"] is not JsonObject properties)
            return;
        var kept = required.Select(name => (string)name!).Where(name => properties[name]?["type"] is not JsonArray).ToList();
        if (kept.Count == 0)
            schema.Remove("required");
        else
            schema["required"] = new JsonArray([.. kept.Select(name => (JsonNode)name)]);
    }
}
