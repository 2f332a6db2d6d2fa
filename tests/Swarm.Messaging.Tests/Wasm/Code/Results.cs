using System.Text.Json;

namespace Swarm.Messaging.Tests.Wasm.Code;

/// <summary>The published schemas of results.</summary>
internal static class Results
{
    public static void ShouldFollow(string operation, JsonElement result)
    {
        using var schema = JsonDocument.Parse(
            File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "schemas", "results", $"code-{operation}.json")));
        JsonSchemaCheck.Errors(schema.RootElement, result).ShouldBeEmpty();
    }
}
