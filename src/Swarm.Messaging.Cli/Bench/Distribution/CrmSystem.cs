using MassTransit;
using Swarm.Messaging.Bus;
using Swarm.Messaging.Client.Bus;
using Swarm.Messaging.Contracts.Bus;
using Swarm.Messaging.Contracts.Distribution;
using Swarm.Messaging.Contracts.Flow;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Distribution;
using Swarm.Messaging.Distribution.Batching;
using Swarm.Messaging.Placement;
using Swarm.Messaging.Placement.Sessions;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Cli.Bench.Distribution;

/// <summary>
/// A host, agents of the client library and a client, which meet by the bus alone. In real mode agents and client have connections of their own,
/// as processes of their own would have; all of it runs in this process.
/// </summary>
internal sealed class CrmSystem : IAsyncDisposable
{
    private const int CommandsAtOnce = 8;
    private const int AgentBuses = 4;

    /// <summary>Of a location, within 10 s and within a day.</summary>
    public const int LocationStarts = 10_000_000;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly List<IBusControl> buses = [];
    private BenchHost host = null!;
    private Answers answers = null!;
    private CrmFleet? fleet;
    private int accepted;

    private CrmSystem(CrmSize size)
    {
        Size = size;
        Ledger = new CrmLedger(CrmFleet.Slots);
        Work = new CrmWork(Ledger);
    }

    public CrmSize Size { get; }

    public CrmWork Work { get; }

    public CrmLedger Ledger { get; }

    public CrmEar Ear { get; private set; } = null!;

    public ISessionStore Sessions => host.Services.GetRequiredService<ISessionStore>();

    public static async Task<CrmSystem> StartAsync(BenchSettings settings, CrmSize size, CancellationToken cancellation)
    {
        var system = new CrmSystem(size);
        try
        {
            // Sessions that drain stay to be seen at the end.
            system.host = await BenchHost.StartAsync(
                settings, cancellation, services => services.Configure<DistributionOptions>(o => o.SessionCleanUp = TimeSpan.FromHours(1))).ConfigureAwait(false);
            var client = await system.BusAsync(cancellation).ConfigureAwait(false);
            system.answers = new Answers(client, system.host.Prefix, TimeSpan.FromSeconds(60), TimeProvider.System);
            await system.LiftBudgetsAsync(cancellation).ConfigureAwait(false);
            system.Ear = await CrmEar.OpenAsync(client, system.host.Services.GetRequiredService<BusNames>().Named(SwarmNames.DistributionEvents)).ConfigureAwait(false);
            return system;
        }
        catch
        {
            await system.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>The default budget of a location would be the pace of the run. What is said instead is counted all the same, and holds back nobody.</summary>
    private Task LiftBudgetsAsync(CancellationToken cancellation) => AskAsync<SetLimit, DispatchLimits>(
        SwarmNames.SetLimit,
        new SetLimit { Key = "location:*", Rates = [new StartRate(LocationStarts, 10_000), new StartRate(LocationStarts, 86_400_000)] },
        cancellation);

    /// <summary>The agents, and the sessions that they say they have: each of one client, a client's spread over agents in no order.</summary>
    public async Task StartAgentsAsync(CancellationToken cancellation)
    {
        var theirs = new List<IBus>();
        for (var i = 0; i < AgentBuses; i++)
            theirs.Add(await BusAsync(cancellation).ConfigureAwait(false));
        host.Expect(Enumerable.Range(0, Size.Agents).Select(CrmFleet.Name));
        fleet = await CrmFleet.StartAsync(theirs, host.Prefix, Size.Agents, Work, cancellation).ConfigureAwait(false);
        // The latest of a client draws its work.
        var order = Enumerable.Range(0, Size.Sessions).ToArray();
        new Random(1).Shuffle(order);
        await Parallel.ForEachAsync(order, Options(cancellation), async (n, _) => await AskAsync<RegisterBrowserSession, SessionChanged>(
            SwarmNames.RegisterBrowserSession,
            new RegisterBrowserSession { SessionId = $"session-{n}", AgentId = CrmFleet.Name(n % Size.Agents), ClientId = Size.Owner(n) },
            cancellation).ConfigureAwait(false)).ConfigureAwait(false);
    }

    public async Task<TAnswer> AskAsync<TCommand, TAnswer>(string queue, TCommand command, CancellationToken cancellation)
        where TCommand : class
        where TAnswer : class
    {
        var (answer, rejected) = await answers.AskAsync<TCommand, TAnswer>(queue, command, cancellation).ConfigureAwait(false);
        return answer ?? throw new BenchWrongException($"{typeof(TCommand).Name} was refused: {rejected?.Message}");
    }

    /// <summary>In commands of so many tasks, some of them under way at a time; each task must be accepted.</summary>
    public async Task<IReadOnlyList<CrmEar.Story>> SubmitAsync(IReadOnlyList<SubmitCrmTask> tasks, int bulk, CancellationToken cancellation)
    {
        var stories = tasks.Select(t => Ear.Expect(t.Id!.Value.GetString()!)).ToList();
        await Parallel.ForEachAsync(tasks.Chunk(bulk), Options(cancellation), async (chunk, _) =>
        {
            var answer = await AskAsync<SubmitCrmTasks, TasksSubmitted>(SwarmNames.SubmitCrmTasks, new SubmitCrmTasks { Tasks = chunk }, cancellation).ConfigureAwait(false);
            if (answer.Results.FirstOrDefault(r => r.Accepted is null) is { } wrong)
                throw new BenchWrongException($"A task was not accepted: {wrong.Rejected?.Message}");
            Interlocked.Add(ref accepted, answer.Results.Count);
        }).ConfigureAwait(false);
        return stories;
    }

    public static async Task EndsAsync(IEnumerable<CrmEar.Story> stories, CancellationToken cancellation)
    {
        var all = stories.ToList();
        try
        {
            await Task.WhenAll(all.Select(s => s.End)).WaitAsync(Patience, cancellation).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            throw new BenchWrongException($"After {Patience.TotalMinutes:0} min nothing was heard of the end of {all.Count(s => !s.End.IsCompleted)} of {all.Count} tasks.");
        }
    }

    /// <summary>Tasks that wait for a slot, and those that have one.</summary>
    public async Task<(long Waiting, long Held)> QueueAsync(CancellationToken cancellation)
    {
        var report = await host.Services.GetRequiredService<IPlacementStore>().ReportAsync(cancellation).ConfigureAwait(false);
        return (report.Queues.Sum(q => q.Waiting), report.Kinds.Sum(k => k.Held));
    }

    /// <summary>Nothing is lost, nothing doubled, nothing held, and no session was two clients' or too full.</summary>
    public async Task CheckAsync(CancellationToken cancellation)
    {
        Ledger.Check();
        Ear.Check();
        await BenchSystem.UntilAsync(
            async () => await host.Services.GetRequiredService<IPlacementStore>().ReportAsync(cancellation).ConfigureAwait(false) is { Leases: 0, UnconfirmedGrants: 0 } report
                && report.Queues.All(q => q.Waiting == 0)
                && (await Sessions.ListAsync(cancellation).ConfigureAwait(false)).All(s => s.Active == 0)
                && await host.Services.GetRequiredService<BatchQueries>().CountAsync(cancellation).ConfigureAwait(false) is { Pending: 0, Processing: 0 },
            "no slot of an agent or a session is held, nothing waits and no batch is open", cancellation).ConfigureAwait(false);
        var counts = await host.Services.GetRequiredService<TaskQueries>().CountAsync(cancellation).ConfigureAwait(false);
        var (all, open) = (counts.Sum(c => c.Value), counts.Where(c => !TaskStates.IsEnd(c.Key)).Sum(c => c.Value));
        if (all != accepted || open > 0)
            throw new BenchWrongException($"{accepted} tasks were accepted; there are {all}, {open} of them open.");
    }

    public async ValueTask DisposeAsync()
    {
        if (fleet is not null)
            await fleet.DisposeAsync().ConfigureAwait(false);
        if (answers is not null)
            await answers.DisposeAsync().ConfigureAwait(false);
        foreach (var bus in buses)
            await bus.StopAsync(TimeSpan.FromSeconds(10)).ConfigureAwait(false);
        if (host is not null)
            await host.DisposeAsync().ConfigureAwait(false);
    }

    private static ParallelOptions Options(CancellationToken cancellation) => new() { MaxDegreeOfParallelism = CommandsAtOnce, CancellationToken = cancellation };

    /// <summary>In memory there is but one.</summary>
    private async Task<IBus> BusAsync(CancellationToken cancellation)
    {
        if (host.Broker is not { } broker)
            return host.Services.GetRequiredService<IBus>();
        var bus = MassTransit.Bus.Factory.CreateUsingRabbitMq(b => b.Host(broker, access =>
        {
            if (Uri.UnescapeDataString(broker.UserInfo).Split(':', 2) is [{ Length: > 0 } user, var password])
            {
                access.Username(user);
                access.Password(password);
            }
        }));
        await bus.StartAsync(cancellation).ConfigureAwait(false);
        buses.Add(bus);
        return bus;
    }
}
