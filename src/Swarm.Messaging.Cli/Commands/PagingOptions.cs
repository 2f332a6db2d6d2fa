using System.CommandLine;
using System.Text.Json;

namespace Swarm.Messaging.Cli.Commands;

/// <summary><c>--limit</c> and <c>--all</c> of the verbs that list.</summary>
internal sealed class PagingOptions
{
    /// <summary>The most that a host gives at a time.</summary>
    private const int PageSize = 200;

    private readonly Option<int> limit;
    private readonly Option<bool> all = new("--all") { Description = "Everything there is" };

    public PagingOptions(int defaultLimit)
    {
        limit = new Option<int>("--limit") { Description = "At most so many, 1 to 100000", HelpName = "N", DefaultValueFactory = _ => defaultLimit };
        limit.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && int.TryParse(token.Value, out var n) && n is < 1 or > 100_000)
                result.AddError($"--limit is {n}; it must be a whole number from 1 to 100000.");
        });
    }

    public void AddTo(Command command)
    {
        command.Add(limit);
        command.Add(all);
    }

    public async Task<PagedList> ReadAsync(HostVerb verb, string path, string name, params (string Name, object? Value)[] filter)
    {
        var items = new List<JsonElement>();
        var wanted = verb.Parse.GetValue(all) ? int.MaxValue : verb.Parse.GetValue(limit);
        string? cursor = null;
        do
        {
            var page = await verb.Api.GetAsync(
                Paths.With(path, [.. filter, ("cursor", cursor), ("limit", Math.Min(PageSize, wanted - items.Count))]), verb.Cancellation).ConfigureAwait(false);
            items.AddRange(page.GetProperty(name).EnumerateArray());
            cursor = page.TryGetProperty("cursor", out var next) && next.ValueKind == JsonValueKind.String ? next.GetString() : null;
        }
        while (cursor is not null && items.Count < wanted);
        return new(name, items, cursor);
    }
}
