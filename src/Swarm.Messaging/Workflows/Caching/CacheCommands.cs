using System.Text.Json;
using Microsoft.Extensions.Logging;
using Swarm.Messaging.Contracts.Bus;
using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Intake;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Workflows.Caching;

/// <summary>What operators ask of the cache, whichever way it came.</summary>
internal sealed partial class CacheCommands(ResultCache cache, HostIdentity host, ILogger<CacheCommands> log) : ICommandSet
{
    public const string Stats = "stats";
    public const string Clear = "clear";

    private static readonly string[] Actions = [Stats, Clear];

    public IReadOnlyCollection<CommandQueue> Queues { get; } = [new(nameof(ManageCache), SwarmNames.ManageCache, 1)];

    /// <returns><see cref="CacheManaged"/> or <see cref="Contracts.Tasks.CommandRejected"/>.</returns>
    public async Task<object> HandleAsync(string command, JsonElement message, CommandOrigin origin, CancellationToken cancellation)
    {
        var found = new List<Violation>();
        var fields = new JsonFields(message, "", found);
        CommandReader.CheckVersion(fields, "", found);
        var action = fields.Text("action");
        fields.RefuseUnknown(command);
        if (action is null || !Actions.Contains(action))
            found.Add(new("action", PayloadRules.Cut(action ?? ""), $"One of {string.Join(", ", Actions)}."));
        if (found.Count > 0)
            return CommandRules.Reject(nameof(ManageCache), null, found);
        long? cleared = null;
        if (action == Clear)
        {
            cleared = await cache.ClearAsync(cancellation).ConfigureAwait(false);
            Emptied(origin.Source, cleared.Value);
        }

        return Answer(action!, cleared, await cache.FiguresAsync(cancellation).ConfigureAwait(false));
    }

    public async Task<CacheManaged> StatsAsync(CancellationToken cancellation) =>
        Answer(Stats, null, await cache.FiguresAsync(cancellation).ConfigureAwait(false));

    private CacheManaged Answer(string action, long? cleared, CacheFigures figures) => new()
    {
        Action = action,
        Cleared = cleared,
        HostId = host.HostId,
        Eviction = figures.Eviction,
        Entries = figures.Memory.Entries,
        SizeMb = Mb(figures.Memory.Bytes),
        Hits = figures.Hits,
        SharedHits = figures.SharedHits,
        Misses = figures.Misses,
        HitRate = Math.Round(figures.HitRate, 3),
        MissRate = Math.Round(figures.MissRate, 3),
        Evictions = figures.Memory.Evictions,
        CompressionRatio = Math.Round(figures.CompressionRatio, 3),
        Waiting = figures.Waiting,
        SharedEntries = figures.Shared?.Entries,
        SharedSizeMb = figures.Shared is { } shared ? Mb(shared.Bytes) : null,
    };

    private static double Mb(long bytes) => Math.Round(bytes / 1024.0 / 1024.0, 3);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Who} cleared the cache of node results on all hosts: {Count} are gone")]
    private partial void Emptied(string who, long count);
}
