using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Swarm.Messaging.Channels;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Scheduling;

namespace Swarm.Messaging.Swarms.Leadership;

/// <summary>
/// This process's part in leadership: it stands for one of its swarms while nobody leads, and renews while it leads. It ends to lead when
/// a renewal is refused, or when its last good one is older than the lease less a second on its own monotonic clock; that the store thinks so,
/// too, every leader-only write checks by itself.
/// </summary>
internal sealed partial class LeaderService(
    ISwarmLeadership leadership, IChannels channels, Announcer announcer, HostIdentity host, IOptions<LeadershipOptions> options, TimeProvider time,
    ILogger<LeaderService> log) : PeriodicService(options.Value.Poll, time, log)
{
    public const string Events = "swarm:events";

    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(5);

    private readonly LeadershipOptions options = options.Value;
    private readonly ILogger<LeaderService> log = log;
    private readonly WakeSignal wake = new();
    private readonly SemaphoreSlim turn = new(1);
    private volatile Held? held;
    private string token = NewToken();
    private TimeSpan untilFree = TimeSpan.MaxValue;
    private IAsyncDisposable? ear;
    private IAsyncDisposable? presence;

    /// <summary>After this process began or ended to lead.</summary>
    public event Action? Changed;

    /// <summary>A follower asks again at the latest when the lease that it saw runs out.</summary>
    public override TimeSpan Interval => held is not null ? options.Renew : untilFree < options.Poll ? untilFree : options.Poll;

    /// <summary>Null: this process does not lead, or cannot be sure that it still does.</summary>
    public LeaderTerm? Term => held is { } own && Time.GetElapsedTime(own.Confirmed) < options.Lease - Margin ? own.Term : null;

    /// <summary>A leader-only write was refused: somebody else leads, whatever this process thought.</summary>
    public async Task LostAsync(LeaderTerm term, CancellationToken cancellation)
    {
        await turn.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            if (held?.Term == term)
                await StepDownAsync(cancellation).ConfigureAwait(false);
        }
        finally
        {
            turn.Release();
        }

        wake.Set();
    }

    /// <returns>The term, if this process leads now.</returns>
    public async Task<LeaderTerm?> RunOnceAsync(CancellationToken cancellation)
    {
        await turn.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            if (held is not null)
                await RenewAsync(cancellation).ConfigureAwait(false);
            if (held is null)
                await StandAsync(cancellation).ConfigureAwait(false);
            return Term;
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>Another takes over at once.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken).ConfigureAwait(false);
        if (ear is not null)
            await ear.DisposeAsync().ConfigureAwait(false);
        if (held is { } own)
            await ReleaseAsync(own.Term, cancellationToken).ConfigureAwait(false);
        await LeaveAsync().ConfigureAwait(false);
    }

    protected override async Task<bool> RunAsync(CancellationToken cancellation)
    {
        // First the ear, then the look: a release in between is heard.
        ear ??= await channels.SubscribeAsync(ISwarmLeadership.Channel, Heard, cancellation).ConfigureAwait(false);
        await RunOnceAsync(cancellation).ConfigureAwait(false);
        return false;
    }

    protected override Task PauseAsync(CancellationToken cancellation) => wake.WaitAsync(Interval, Time, cancellation);

    private Task Heard(ReadOnlyMemory<byte> message)
    {
        // Empty: nobody leads. What else is said concerns only those who still think that they lead.
        if (message.IsEmpty || held is not null)
            wake.Set();
        return Task.CompletedTask;
    }

    private async Task RenewAsync(CancellationToken cancellation)
    {
        var (own, asked) = (held!, Time.GetTimestamp());
        if (Term is not null && await leadership.RenewAsync(own.Term, cancellation).ConfigureAwait(false))
            held = own with { Confirmed = asked };
        else
            await StepDownAsync(cancellation).ConfigureAwait(false);
    }

    private async Task ReleaseAsync(LeaderTerm term, CancellationToken cancellation)
    {
        held = null;
        try
        {
            await leadership.ReleaseAsync(term, cancellation).ConfigureAwait(false);
            Released(log, term.SwarmId, term.Epoch);
        }
        catch (Exception e)
        {
            NotReleased(log, term.Epoch, e.Message);
        }
    }

    private async Task StandAsync(CancellationToken cancellation)
    {
        // Heard before it leads: from then on its death is.
        presence ??= await channels.SubscribeAsync(ISwarmLeadership.Presence(token), static _ => Task.CompletedTask, cancellation).ConfigureAwait(false);
        var asked = Time.GetTimestamp();
        untilFree = TimeSpan.MaxValue;
        var standing = await leadership.StandAsync(host.HostId, token, cancellation).ConfigureAwait(false);
        if (standing is LeaderStanding.Follows follows)
            untilFree = follows.Leader.Remaining + Tick;
        if (standing is not LeaderStanding.Leads won)
            return;
        held = new Held(won.Term, asked);
        Became(log, won.Term.SwarmId, won.Term.Epoch, won.Former);
        Changed?.Invoke();
        await announcer.TellAsync(Events, "became_leader", new { won.Term.SwarmId, won.Term.Epoch }, cancellation).ConfigureAwait(false);
        await announcer.TellAsync(Events, "leader_changed", new { NewLeader = won.Term.SwarmId, won.Term.Epoch, won.Former }, cancellation).ConfigureAwait(false);
    }

    private async Task StepDownAsync(CancellationToken cancellation)
    {
        var term = held!.Term;
        // A token is for one term: with the old one nothing could tell a late write from one of now.
        (held, token) = (null, NewToken());
        Ended(log, term.SwarmId, term.Epoch);
        Changed?.Invoke();
        await LeaveAsync().ConfigureAwait(false);
        await announcer.TellAsync(Events, "became_follower", new { term.SwarmId, term.Epoch }, cancellation).ConfigureAwait(false);
    }

    private async Task LeaveAsync()
    {
        var left = presence;
        presence = null;
        if (left is not null)
            await left.DisposeAsync().ConfigureAwait(false);
    }

    private static string NewToken() => Guid.NewGuid().ToString("N");

    [LoggerMessage(Level = LogLevel.Information, Message = "The swarm {SwarmId} leads in epoch {Epoch}, after {Former}")]
    private static partial void Became(ILogger logger, string swarmId, long epoch, string? former);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The swarm {SwarmId} no longer leads: its lease of epoch {Epoch} is over")]
    private static partial void Ended(ILogger logger, string swarmId, long epoch);

    [LoggerMessage(Level = LogLevel.Information, Message = "The swarm {SwarmId} gave the lease of epoch {Epoch} back")]
    private static partial void Released(ILogger logger, string swarmId, long epoch);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The lease of epoch {Epoch} could not be given back ({Error}); it runs out by itself")]
    private static partial void NotReleased(ILogger logger, long epoch, string error);

    /// <param name="Confirmed">When the last good acquisition or renewal was asked for.</param>
    private sealed record Held(LeaderTerm Term, long Confirmed);
}
