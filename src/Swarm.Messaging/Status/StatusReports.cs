using System.Text.Json;
using Swarm.Messaging.Bus;
using Swarm.Messaging.Contracts.Status;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Status;

/// <summary>The same documents for bus, HTTP and command line.</summary>
internal sealed class StatusReports(IEnumerable<IStatusSource> sources)
{
    private readonly SortedDictionary<string, IStatusSource> byArea =
        new(sources.ToDictionary(s => s.Area, StringComparer.Ordinal), StringComparer.Ordinal);

    public IReadOnlyCollection<string> Areas => byArea.Keys;

    /// <returns><see cref="StatusReply"/>, or <see cref="CommandRejected"/> for an unknown area.</returns>
    public async Task<object> AnswerAsync(string? area, CancellationToken cancellation)
    {
        if (area is not null && !byArea.ContainsKey(area))
            return CommandRules.Reject(nameof(GetStatus), null, [new Violation("area", area, $"One of {string.Join(", ", Areas)}.")]);
        var reply = new Dictionary<string, JsonElement>();
        foreach (var (name, source) in byArea.Where(s => area is null || s.Key == area))
            reply[name] = JsonSerializer.SerializeToElement(await source.ReportAsync(cancellation).ConfigureAwait(false), WireJson.Options);
        return new StatusReply { Areas = reply };
    }
}
