using System.Text.Json;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Tests.Bugs;

/// <summary>The priority <c>urgent</c> was taken by every command, and most schemas and all documents kept it to themselves.</summary>
public sealed class ANameOfAPriorityStoodInNoSchemaTests
{
    private static readonly string[] Names = ["critical", "urgent", "high", "normal", "low", "background"];

    [Theory]
    [InlineData("submit-task")]
    [InlineData("submit-tasks")]
    [InlineData("submit-crm-task")]
    [InlineData("submit-crm-tasks")]
    [InlineData("submit-workflow")]
    [InlineData("distribute-swarm-task")]
    public void Each_that_is_taken_is_named(string schema)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Repository(), "contracts", "schemas", $"{schema}.json")));

        var told = Descriptions(json.RootElement).ShouldNotBeNull();

        foreach (var name in Names)
        {
            told.ShouldAllBe(text => text.Contains(name));
            var warnings = new List<string>();
            Priorities.Rank(name, warnings);
            warnings.ShouldBeEmpty();
        }
    }

    private static List<string> Descriptions(JsonElement json)
    {
        var found = Properties(json).Where(p => p.Name == "priority").Select(p => p.Value.GetProperty("description").GetString()!).ToList();
        found.ShouldNotBeEmpty();
        return found;
    }

    private static IEnumerable<JsonProperty> Properties(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => json.EnumerateObject().SelectMany(p => Properties(p.Value).Prepend(p)).Where(p => p.Value.ValueKind == JsonValueKind.Object),
        JsonValueKind.Array => json.EnumerateArray().SelectMany(Properties),
        _ => [],
    };

    private static string Repository()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Swarm.Messaging.sln")))
            folder = Path.GetDirectoryName(folder.TrimEnd('/')) ?? throw new InvalidOperationException("The tests run outside of the repository.");
        return folder;
    }
}
