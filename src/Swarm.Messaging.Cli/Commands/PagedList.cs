using System.Text.Json;
using Swarm.Messaging.Cli.Terminal;

namespace Swarm.Messaging.Cli.Commands;

/// <summary>One or many pages of a list.</summary>
/// <param name="Name">The field that holds the items.</param>
/// <param name="Cursor">For the next page; null when there is none.</param>
internal sealed record PagedList(string Name, IReadOnlyList<JsonElement> Items, string? Cursor)
{
    public JsonElement ToJson() => JsonSerializer.SerializeToElement(
        new Dictionary<string, object?> { [Name] = Items, ["cursor"] = Cursor }, CliJson.Line);
}
