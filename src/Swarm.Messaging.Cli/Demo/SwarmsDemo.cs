using System.Text.Json;
using Swarm.Messaging.Cli.Commands;
using Swarm.Messaging.Cli.Fleet;
using Swarm.Messaging.Cli.Terminal;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Swarms.Work;

namespace Swarm.Messaging.Cli.Demo;

/// <summary>
/// Three swarms on three hosts, each a real process: messages, tasks, resources, then kill -9 of the process that hosts one of them, its recovery by
/// another, and its tasks to their ends. Tells each step when it has happened, and looks whether it has.
/// </summary>
/// <param name="broker">Null: a RabbitMQ of its own.</param>
internal sealed class SwarmsDemo(bool fast, Uri? broker, Action<string> tell)
{
    private const int Hosts = 3;
    private const int LongTasks = 3;
    private const string Victim = "backend";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan LongEnough = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(200);

    private readonly long began = TimeProvider.System.GetTimestamp();
    private HostFleet fleet = null!;
    private DemoAgents agents = null!;

    private TimeSpan Silence => fast ? TimeSpan.FromSeconds(13) : TimeSpan.FromSeconds(60);

    private TimeSpan Delay => fast ? TimeSpan.FromSeconds(2) : TimeSpan.FromSeconds(10);

    /// <exception cref="SwarmException">It did not go as it should; the message says what did not.</exception>
    public async Task RunAsync(CancellationToken cancellation)
    {
        Tell($"Starting a Redis{(broker is null ? ", a RabbitMQ" : "")} and {Hosts} hosts, each a process of its own.");
        fleet = await HostFleet.StartAsync(new() { Broker = broker, Journal = true, Settings = fast ? FleetTimes.ShortInterruptions : [] }, Hosts, cancellation).ConfigureAwait(false);
        await using var fleetEnd = fleet.ConfigureAwait(false);
        Tell($"They answer: {string.Join(", ", fleet.Hosts.Select(h => $"{h.Name} (process {h.ProcessId})"))}.");
        agents = await DemoAgents.StartAsync(fleet, cancellation).ConfigureAwait(false);
        await using var agentsEnd = agents.ConfigureAwait(false);
        await RegisterAsync(cancellation).ConfigureAwait(false);
        await MessagesAsync(cancellation).ConfigureAwait(false);
        var tasks = await StrategiesAsync(cancellation).ConfigureAwait(false);
        await ResourcesAsync(cancellation).ConfigureAwait(false);
        tasks.AddRange(await BeginLongAsync(cancellation).ConfigureAwait(false));
        await KillAsync(cancellation).ConfigureAwait(false);
        await FinishAsync(tasks, cancellation).ConfigureAwait(false);
        Tell("The story held. Everything that was started for it ends now.");
    }

    private async Task RegisterAsync(CancellationToken cancellation)
    {
        foreach (var swarm in DemoSwarm.All)
            await fleet.Api().PostAsync(SwarmPaths.All, swarm.Registration, cancellation).ConfigureAwait(false);
        await fleet.ActiveAsync([.. DemoSwarm.All.Select(s => s.Id)], Patience, cancellation).ConfigureAwait(false);
        foreach (var swarm in DemoSwarm.All)
            Tell($"{swarm.Id} is active on {(await HostOfAsync(swarm.Id).ConfigureAwait(false)).Name}: priority {swarm.Priority}, can {string.Join(", ", swarm.Capabilities)}, {Shown.Plural(swarm.Agents, "agent")}.");
        await UntilAsync(async () => await fleet.Store.LeaderAsync(cancellation).ConfigureAwait(false) is not null, "one of them leads", cancellation).ConfigureAwait(false);
        Tell($"{(await fleet.Store.LeaderAsync(cancellation).ConfigureAwait(false))?.SwarmId} leads.");
    }

    private async Task MessagesAsync(CancellationToken cancellation)
    {
        await SendAsync("frontend", "backend", "direct-1", cancellation).ConfigureAwait(false);
        await ReceivedAsync("backend", "direct-1", cancellation).ConfigureAwait(false);
        Tell("frontend wrote to backend, whose process has received it.");
        await fleet.Api().PostAsync($"{Paths.SwarmMessages}/broadcasts", new BroadcastSwarmMessage { From = "devops", Payload = Note("freeze at noon"), MessageId = "all-1" }, cancellation)
            .ConfigureAwait(false);
        await ReceivedAsync("backend", "all-1", cancellation).ConfigureAwait(false);
        await ReceivedAsync("frontend", "all-1", cancellation).ConfigureAwait(false);
        Tell("devops wrote to all, and both others have received it.");
    }

    private async Task<List<string>> StrategiesAsync(CancellationToken cancellation)
    {
        var ids = new List<string>();
        foreach (var strategy in WorkStrategies.All)
        {
            var id = $"audit-{strategy}";
            await GiveAsync(new DistributeSwarmTask { TaskId = id, Type = "audit", Priority = "high", Capabilities = ["backend", "security"], Strategy = strategy }, Victim, cancellation)
                .ConfigureAwait(false);
            Tell($"A task that needs backend and security went to {Victim} under {strategy}.");
            ids.Add(id);
        }

        return ids;
    }

    private async Task ResourcesAsync(CancellationToken cancellation)
    {
        foreach (var (type, total, amount, left) in new[] { ("cpu", 1_000L, 200L, 800L), ("memory", 16_384L, 4_096L, 12_288L) })
        {
            await fleet.SetPoolAsync(type, total, cancellation).ConfigureAwait(false);
            var answer = HostVerb.Read<ResourcesChanged>(await fleet.Api().PostAsync(
                Paths.Resource(type, "allocations"), new { swarmId = "frontend", amount, allocationId = $"demo-{type}" }, cancellation).ConfigureAwait(false));
            Must(answer.Available == left, $"{answer.Available} of {type} are left, not {left}");
            Tell($"{type}: of {total} frontend took {amount}; {answer.Available} are left.");
        }
    }

    /// <summary>Tasks that agents have in hand when their swarm's host dies, and what the swarm says of itself.</summary>
    private async Task<IReadOnlyList<string>> BeginLongAsync(CancellationToken cancellation)
    {
        var ids = Enumerable.Range(1, LongTasks).Select(n => $"{DemoAgents.Long}{n}").ToList();
        foreach (var id in ids)
            await GiveAsync(new DistributeSwarmTask { TaskId = id, Type = "build", Capabilities = ["backend"], TimeoutMs = (long)LongEnough.TotalMilliseconds }, Victim, cancellation).ConfigureAwait(false);
        await UntilAsync(() => Task.FromResult(ids.All(id => agents.Begun.Any(b => b.TaskId == id))), "agents have begun them", cancellation).ConfigureAwait(false);
        var tasks = WorkStrategies.All.Select(s => new { id = $"audit-{s}", status = "completed" }).Concat(ids.Select(id => new { id, status = "in_progress" }));
        await fleet.Api().PostAsync(SwarmPaths.Of(Victim, "state"), new { state = new { tasks }, merge = true }, cancellation).ConfigureAwait(false);
        Tell($"{Shown.Plural(LongTasks, "agent")} of {Victim} work on {string.Join(", ", ids)}; its state is saved.");
        return ids;
    }

    private async Task KillAsync(CancellationToken cancellation)
    {
        var dead = await HostOfAsync(Victim).ConfigureAwait(false);
        await dead.KillAsync().ConfigureAwait(false);
        var killed = TimeProvider.System.GetUtcNow();
        Tell($"kill -9 of {dead.Name} (process {dead.ProcessId}), which hosts {Victim}. By its settings {Victim} is interrupted {Silence.TotalSeconds:0} s after its last heartbeat and recovered {Delay.TotalSeconds:0} s later.");
        await SendAsync("devops", Victim, "meanwhile-1", cancellation).ConfigureAwait(false);
        Tell($"devops writes to {Victim}, which nobody hosts now: the message waits.");
        var details = await WatchAsync(killed, cancellation).ConfigureAwait(false);
        Must(await HostOfAsync(Victim).ConfigureAwait(false) != dead, $"{Victim} is said to be hosted by the dead process");
        await UntilAsync(
            async () => (details = await fleet.SwarmAsync(Victim, cancellation).ConfigureAwait(false)).State is { } state && state.TryGetProperty("recoveryPlan", out _),
            "the recovery plan stands in the state", cancellation).ConfigureAwait(false);
        var plan = details.State!.Value.GetProperty("recoveryPlan").Deserialize<RecoveryPlan>(CliJson.Line)!;
        Must(plan is { ResumeFrom: "in_progress", CompletedTasks: 4, InProgressTasks: LongTasks, PendingTasks: 0 }, $"its recovery plan is {plan}");
        Tell($"Its recovery plan: from {plan.ResumeFrom}, {plan.CompletedTasks} completed, {plan.InProgressTasks} in progress, progress {plan.Progress}, confidence {plan.Confidence}.");
        await ReceivedAsync(Victim, "meanwhile-1", cancellation).ConfigureAwait(false);
        Tell($"{Victim} has received the message that waited.");
    }

    /// <summary>Tells what happens to the swarm, from its timeline; returns when it is active again.</summary>
    private async Task<SwarmDetails> WatchAsync(DateTimeOffset killed, CancellationToken cancellation)
    {
        var (seen, told) = (0, TimeProvider.System.GetTimestamp());
        while (true)
        {
            var details = await fleet.SwarmAsync(Victim, cancellation).ConfigureAwait(false);
            var changes = details.Timeline.Where(t => t.From != t.To && t.At > killed).Select(t => (t.At, To: t.To.ToLowerInvariant())).ToList();
            foreach (var change in changes.Skip(seen))
            {
                var where = change.To == SwarmStatuses.Active ? $" again, on {(await HostOfAsync(Victim).ConfigureAwait(false)).Name}" : "";
                Tell($"{Victim} is {change.To}{where}, {(change.At - killed).TotalSeconds:0.0} s after the kill.");
            }

            seen = changes.Count;
            if (seen > 0 && changes[^1].To == SwarmStatuses.Active)
                return details;
            var passed = TimeProvider.System.GetUtcNow() - killed;
            Must(passed < Silence + Delay + Patience, $"{Victim} is not active again {passed.TotalSeconds:0} s after the kill");
            if (TimeProvider.System.GetElapsedTime(told) > TimeSpan.FromSeconds(fast ? 4 : 10))
            {
                told = TimeProvider.System.GetTimestamp();
                Tell($"... {passed.TotalSeconds:0} s after the kill");
            }

            await Task.Delay(BetweenLooks, TimeProvider.System, cancellation).ConfigureAwait(false);
        }
    }

    private async Task FinishAsync(IReadOnlyList<string> tasks, CancellationToken cancellation)
    {
        agents.Finish();
        foreach (var id in tasks)
        {
            await UntilAsync(
                async () => (await fleet.TaskAsync(id, cancellation).ConfigureAwait(false)).Outcome == "completed", $"{id} is completed", cancellation).ConfigureAwait(false);
        }

        var doubled = agents.Begun.GroupBy(b => b.TaskId).Where(g => g.Count() > 1).Select(g => g.Key).ToList();
        Must(doubled.Count == 0, $"{string.Join(", ", doubled)} were done more than once");
        Must(agents.Begun.All(b => b.AgentId.StartsWith(Victim, StringComparison.Ordinal)), "agents of another swarm did a task");
        Tell($"All {tasks.Count} tasks are completed, each done once, by agents of {Victim}.");
        Tell($"{(await fleet.Store.LeaderAsync(cancellation).ConfigureAwait(false))?.SwarmId ?? "Nobody"} leads at the end.");
    }

    private async Task GiveAsync(DistributeSwarmTask task, string expected, CancellationToken cancellation)
    {
        var given = await fleet.DistributeAsync(task, cancellation).ConfigureAwait(false);
        if (given.TargetSwarm is null)
        {
            await UntilAsync(
                async () => (given = await fleet.TaskAsync(task.TaskId!, cancellation).ConfigureAwait(false)).TargetSwarm is not null, $"{task.TaskId} is given to a swarm", cancellation)
                .ConfigureAwait(false);
        }

        Must(given.TargetSwarm == expected, $"{task.TaskId} went to {given.TargetSwarm}, not to {expected}");
    }

    private Task<JsonElement> SendAsync(string from, string to, string id, CancellationToken cancellation) =>
        fleet.Api().PostAsync(Paths.SwarmMessages, new SendSwarmMessage { From = from, To = to, Payload = Note("hello"), MessageId = id }, cancellation);

    private Task ReceivedAsync(string swarm, string message, CancellationToken cancellation) => UntilAsync(
        () => Task.FromResult(MessageJournal.Read(fleet.JournalFolder).Contains((swarm, message))), $"{swarm} has received {message}", cancellation);

    private async Task<FleetHost> HostOfAsync(string swarm)
    {
        var now = await fleet.Store.SwarmAsync(swarm).ConfigureAwait(false);
        return fleet.Hosts.FirstOrDefault(h => h.Is(now.HostId)) ?? throw new StoryException($"Nobody hosts {swarm}.");
    }

    private static JsonElement Note(string text) => JsonSerializer.SerializeToElement(new { type = MessageJournal.Name, text });

    private static Task UntilAsync(Func<Task<bool>> holds, string what, CancellationToken cancellation) => Until.HoldsAsync(holds, what, Patience, cancellation);

    private static void Must(bool holds, string otherwise)
    {
        if (!holds)
            throw new StoryException($"The story did not hold: {otherwise}.");
    }

    private void Tell(string text) => tell($"{TimeProvider.System.GetElapsedTime(began).TotalSeconds,6:0.0} s  {text}");
}
