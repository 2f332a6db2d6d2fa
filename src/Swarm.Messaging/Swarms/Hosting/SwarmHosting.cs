using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Scheduling;
using Swarm.Messaging.Swarms.Registry;
using Swarm.Messaging.Swarms.States;

namespace Swarm.Messaging.Swarms.Hosting;

/// <summary>
/// Keeps all swarms that this process hosts with one loop: takes what the registry gives it, sends their heartbeats in one call, keeps snapshots.
/// Woken when a swarm becomes its own; a look each second makes up for a wake that was missed.
/// </summary>
internal sealed partial class SwarmHosting(
    ISwarmHosts hosts, ISwarmRegistry registry, ISwarmStates states, HostedSwarms hosted, HostIdentity host, IOptionsMonitor<SwarmsOptions> options, TimeProvider time, ILogger<SwarmHosting> log)
    : PeriodicService(TimeSpan.FromSeconds(1), time, log)
{
    public const string AutomaticLabel = "automatic";

    /// <summary>Time between signs of life of a process that hosts swarms; who is twice as long silent comes after the others.</summary>
    public static readonly TimeSpan OfferInterval = TimeSpan.FromSeconds(5);

    private readonly Channel<bool> wakes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly Dictionary<string, (long Term, long At)> snapshots = new(StringComparer.Ordinal);
    private IAsyncDisposable? listening;
    private long? offered;
    private long? beaten;

    /// <returns>How many swarms it hosts.</returns>
    public async Task<int> RunOnceAsync(CancellationToken cancellation)
    {
        var settings = options.CurrentValue;
        if (!settings.HostSwarms)
        {
            if (offered is not null)
                await LeaveAsync(cancellation).ConfigureAwait(false);
            return 0;
        }

        listening ??= await hosts.OnWakeAsync(host.HostId, Woken, cancellation).ConfigureAwait(false);
        var isOfferDue = IsDue(offered, OfferInterval);
        var now = await (isOfferDue ? hosts.OfferAsync(host.HostId, settings.HostCapacity, cancellation) : hosts.HostedAsync(host.HostId, cancellation)).ConfigureAwait(false);
        if (isOfferDue)
            offered = Time.GetTimestamp();
        var fresh = hosted.Set(now);
        foreach (var swarm in fresh)
            await TakeAsync(swarm, cancellation).ConfigureAwait(false);
        var areAllDue = IsDue(beaten, settings.HeartbeatInterval / 2);
        await BeatAsync(areAllDue ? [.. hosted.All] : fresh, cancellation).ConfigureAwait(false);
        if (areAllDue)
            beaten = Time.GetTimestamp();
        await SnapshotAsync(settings.SnapshotInterval, cancellation).ConfigureAwait(false);
        return hosted.All.Count;
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken).ConfigureAwait(false);
        if (listening is not null)
            await listening.DisposeAsync().ConfigureAwait(false);
        if (offered is null)
            return;
        try
        {
            await LeaveAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (!Defect.Is(e))
        {
            NotLeft(hosted.All.Count, options.CurrentValue.InterruptAfter, e);
        }
    }

    protected override async Task<bool> RunAsync(CancellationToken cancellation)
    {
        await RunOnceAsync(cancellation).ConfigureAwait(false);
        return false;
    }

    protected override async Task PauseAsync(CancellationToken cancellation)
    {
        using var pause = new CancellationTokenSource(Interval, Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(pause.Token, cancellation);
        try
        {
            await wakes.Reader.ReadAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
        }
    }

    // All swarms are read then: never for a message, which changes nothing of whose they are.
    private void Woken(string swarmId)
    {
        if (swarmId.Length > 0)
            wakes.Writer.TryWrite(true);
    }

    /// <summary>A new swarm has a state from its first moment on.</summary>
    private async Task TakeAsync(HostedSwarm swarm, CancellationToken cancellation)
    {
        snapshots[swarm.SwarmId] = (swarm.Term, Time.GetTimestamp());
        Took(swarm.SwarmId, swarm.Term, swarm.Status);
        if (swarm.Status == SwarmStatuses.Initializing)
            await states.InitializeAsync(swarm.SwarmId, SwarmState.First(Time.GetUtcNow()), cancellation).ConfigureAwait(false);
    }

    private async Task BeatAsync(IReadOnlyList<HostedSwarm> swarms, CancellationToken cancellation)
    {
        if (swarms.Count == 0)
            return;
        var outcomes = await registry.HeartbeatAsync(host.HostId, [.. swarms.Select(s => new SwarmBeat(s.SwarmId, s.Term))], cancellation).ConfigureAwait(false);
        foreach (var (swarm, outcome) in swarms.Zip(outcomes))
        {
            if (outcome is not (BeatOutcome.Ok or BeatOutcome.Interrupted) && hosted.Drop(swarm))
                Dropped(swarm.SwarmId, swarm.Term, outcome);
        }
    }

    private async Task SnapshotAsync(TimeSpan interval, CancellationToken cancellation)
    {
        foreach (var gone in snapshots.Where(s => hosted.Find(s.Key)?.Term != s.Value.Term).Select(s => s.Key).ToList())
            snapshots.Remove(gone);
        foreach (var (swarmId, (term, _)) in snapshots.Where(s => Time.GetElapsedTime(s.Value.At) >= interval).ToList())
        {
            snapshots[swarmId] = (term, Time.GetTimestamp());
            switch (await states.SnapshotAsync(swarmId, AutomaticLabel, host.HostId, term, cancellation).ConfigureAwait(false))
            {
                case StateOutcome.Unreadable:
                    Unreadable(swarmId);
                    break;
                case StateOutcome.TooLarge size:
                    TooLarge(swarmId, size.Bytes, size.Limit);
                    break;
            }
        }
    }

    private async Task LeaveAsync(CancellationToken cancellation)
    {
        var had = await hosts.LeaveAsync(host.HostId, cancellation).ConfigureAwait(false);
        hosted.Set([]);
        (offered, beaten) = (null, null);
        snapshots.Clear();
        if (had.Count > 0)
            Left(had.Count);
    }

    private bool IsDue(long? last, TimeSpan interval) => last is not { } at || Time.GetElapsedTime(at) >= interval;

    [LoggerMessage(Level = LogLevel.Information, Message = "This process hosts the swarm {SwarmId} ({Status}), term {Term}")]
    private partial void Took(string swarmId, long term, string status);

    [LoggerMessage(Level = LogLevel.Information, Message = "This process does not host the swarm {SwarmId} any more, term {Term}: {Outcome}")]
    private partial void Dropped(string swarmId, long term, BeatOutcome outcome);

    [LoggerMessage(Level = LogLevel.Information, Message = "This process gave up the {Count} swarms it hosted")]
    private partial void Left(int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The {Count} swarms of this process could not be given to others; they are interrupted after {Silence} and recovered")]
    private partial void NotLeft(int count, TimeSpan silence, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The state of the swarm {SwarmId} cannot be read; no snapshot of it was kept")]
    private partial void Unreadable(string swarmId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The state of the swarm {SwarmId} has {Bytes} bytes, more than the {Limit} of Swarms:MaxStateBytes; no snapshot of it was kept")]
    private partial void TooLarge(string swarmId, long bytes, int limit);
}
