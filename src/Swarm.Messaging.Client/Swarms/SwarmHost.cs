using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Swarm.Messaging.Contracts.Swarms;

namespace Swarm.Messaging.Client.Swarms;

/// <summary>
/// Hosts swarms in any program: registers them, sends their heartbeats by itself, brings their messages and tasks to handlers, and gives them up in
/// good order. What is lost with the program comes back with its next start under the same host id. In a container: <c>AddSwarmHost</c>.
/// </summary>
public sealed partial class SwarmHost : IAsyncDisposable
{
    private readonly SwarmHostOptions options;
    private readonly SwarmHostWays ways;
    private readonly TimeProvider time;
    private readonly ILoggerFactory logs;
    private readonly ILogger<SwarmHost> log;
    private readonly SwarmCommands commands;
    private readonly HostPoll poll;
    private readonly HostAcknowledgements acknowledgements;
    private readonly ConcurrentDictionary<string, HostedSwarm> swarms = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource signed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource stop = new();
    private readonly string session = Guid.NewGuid().ToString("N");
    private readonly Lock gate = new();
    private Task polling = Task.CompletedTask;
    private Task acknowledging = Task.CompletedTask;
    private Task? drained;
    private bool cut;
    private string? displaced;

    internal SwarmHost(SwarmHostOptions options, SwarmHostWays ways, TimeProvider time, ILoggerFactory logs)
    {
        (this.options, this.ways, this.time, this.logs, log) = (options, ways, time, logs, logs.CreateLogger<SwarmHost>());
        commands = new SwarmCommands(ways.Commands);
        All = new SwarmSystem(commands);
        poll = new HostPoll(commands, options, Say, HearAsync, time, logs.CreateLogger<HostPoll>());
        acknowledgements = new HostAcknowledgements(commands, () => Say() with { Beats = null, Skip = null }, Settle, time, logs.CreateLogger<HostAcknowledgements>());
    }

    public string HostId => options.HostId;

    /// <summary>All swarms, whoever hosts them.</summary>
    public SwarmSystem All { get; }

    /// <summary>Swarms that live in this program now.</summary>
    public IReadOnlyCollection<HostedSwarm> Swarms => [.. swarms.Values];

    /// <summary>Called when a swarm is another's or has ended, after <see cref="SwarmHostOptions.Lost"/>.</summary>
    public event Action<LostSwarm>? Lost;

    /// <summary>A host without a container; those of <see cref="SwarmHostOptions.Host(string, Action{HostedSwarm})"/> live in it when this returns. Needs an address or a broker.</summary>
    /// <exception cref="ArgumentException">The options contradict each other.</exception>
    /// <exception cref="SwarmClientException">Not transient: a swarm was refused.</exception>
    public static async Task<SwarmHost> StartAsync(Action<SwarmHostOptions> configure, ILoggerFactory? logs = null, CancellationToken cancellation = default)
    {
        var options = new SwarmHostOptions();
        configure(options);
        var connection = options.Connection();
        if (options is { Address: null, Data: null, Broker: null })
            throw new ArgumentException("A swarm host without a container needs an Address, a Data folder or a Broker.");
        var factory = logs ?? NullLoggerFactory.Instance;
        var host = new SwarmHost(options, SwarmHostWays.Of(options, connection, null, TimeProvider.System, factory), TimeProvider.System, factory);
        host.Start();
        try
        {
            foreach (var (swarm, give) in options.Swarms)
                await host.HostAsync(swarm, s => give(s, NoServices.Instance), cancellation).ConfigureAwait(false);
            return host;
        }
        catch
        {
            await host.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <returns>Null: it does not live here.</returns>
    public HostedSwarm? Find(string swarmId) => swarms.GetValueOrDefault(swarmId);

    /// <summary>Hosts a swarm: as it is registered, else registered with nothing said of it.</summary>
    /// <inheritdoc cref="HostAsync(RegisterSwarm, Action{HostedSwarm}, CancellationToken)"/>
    public Task<HostedSwarm> HostAsync(string swarmId, Action<HostedSwarm> configure, CancellationToken cancellation = default) =>
        HostAsync(new RegisterSwarm { SwarmId = swarmId }, configure, cancellation);

    /// <summary>Hosts a swarm, whoever had it: registers it if it is not. Waits for a system that is away; bound it by <paramref name="cancellation"/>.</summary>
    /// <param name="configure">Gives it its handlers, before anything comes.</param>
    /// <returns>When its first heartbeat was heard.</returns>
    /// <exception cref="SwarmClientException">Not transient: it was refused; the message says why.</exception>
    /// <exception cref="InvalidOperationException">It lives here already, or this host is stopped.</exception>
    public async Task<HostedSwarm> HostAsync(RegisterSwarm swarm, Action<HostedSwarm> configure, CancellationToken cancellation = default)
    {
        var id = swarm.SwarmId ?? throw new ArgumentException("A swarm that is hosted needs an id: after a restart it must be the same.", nameof(swarm));
        var hosted = New(id);
        configure(hosted);
        lock (gate)
        {
            if (drained is not null)
                throw new InvalidOperationException($"The swarm host {HostId} is stopped.");
            if (displaced is not null)
                throw new SwarmClientException(displaced, transient: false);
            if (!swarms.TryAdd(id, hosted))
                throw new InvalidOperationException($"The swarm {id} lives in this host already.");
        }

        try
        {
            await signed.Task.WaitAsync(cancellation).ConfigureAwait(false);
            var changed = await RegisterAsync(swarm with { HostId = HostId }, cancellation).ConfigureAwait(false);
            hosted.Inbox.Start();
            hosted.Seen(changed.Term, changed.Status);
            await WorkAsync(hosted, cancellation).ConfigureAwait(false);
            poll.Wake();
            await hosted.Begun.WaitAsync(cancellation).ConfigureAwait(false);
            return hosted;
        }
        catch
        {
            swarms.TryRemove(KeyValuePair.Create(id, hosted));
            await EndAsync(hosted).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>
    /// Gives all swarms up in good order: no new messages and tasks, handlers end, acknowledgements are told, and the host leaves. Hosts of the system
    /// keep them alive; their messages wait until they are hosted again.
    /// </summary>
    /// <param name="complete">True: they have done what they were for, and are completed and deregistered instead.</param>
    public Task DrainAsync(bool complete = false, CancellationToken cancellation = default)
    {
        lock (gate)
            return drained ??= DrainAllAsync(complete, cancellation);
    }

    /// <summary>Drains, if that was not done.</summary>
    public async ValueTask DisposeAsync()
    {
        await DrainAsync().ConfigureAwait(false);
        stop.Dispose();
    }

    internal void Start()
    {
        ways.Start();
        polling = Task.Run(PollAsync, CancellationToken.None);
        acknowledging = Task.Run(() => acknowledgements.RunAsync(stop.Token), CancellationToken.None);
    }

    /// <summary>Ends without a word, as a crash would.</summary>
    internal async Task CutAsync()
    {
        lock (gate)
            (drained, cut) = (drained ?? Task.CompletedTask, true);
        await StopAsync().ConfigureAwait(false);
    }
}
