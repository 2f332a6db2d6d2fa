using System.Collections.Concurrent;
using System.Text.Json;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Contracts.Distribution;
using Swarm.Messaging.Contracts.Execution;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Distribution;
using Swarm.Messaging.Distribution.Batching;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Integration.Tests.Spine;
using Swarm.Messaging.Intake;
using Swarm.Messaging.Redis.Connection;
using Swarm.Messaging.Scheduling;

namespace Swarm.Messaging.Integration.Tests.Distribution;

/// <summary>A host on a real Redis, whose store's clock the test moves, what it tells of the CRM, and agents that are the test's own.</summary>
internal sealed class CrmWorld : IAsyncDisposable
{
    private readonly List<CrmAgent> agents = [];
    private readonly ConcurrentQueue<DistributionEvent> events;

    private CrmWorld(SpineHost host, ConcurrentQueue<DistributionEvent> events) => (Host, this.events) = (host, events);

    public SpineHost Host { get; }

    /// <summary>Each told once, as its id says, in the order in which it was heard first.</summary>
    public IReadOnlyList<DistributionEvent> Events => [.. events.DistinctBy(e => e.Id)];

    public static async Task<CrmWorld> StartAsync(int redisPort, string? prefix = null, Action<IServiceCollection>? configure = null, StoreClock? clock = null)
    {
        var events = new ConcurrentQueue<DistributionEvent>();
        var host = await SpineHost.StartAsync($"127.0.0.1:{redisPort}", prefix ?? $"d{Guid.NewGuid():N}", configure: services =>
        {
            if (clock is not null)
                services.AddSingleton(clock);
            configure?.Invoke(services);
        });
        await host.Get<IBusControl>().ConnectReceiveEndpoint("test-ear", e => e.Handler<DistributionEvents>(c =>
        {
            foreach (var said in c.Message.Events)
                events.Enqueue(said);
            return Task.CompletedTask;
        })).Ready;
        return new CrmWorld(host, events);
    }

    public async Task<CrmAgent> AgentAsync(string id, Func<ExecuteTask, Task<JsonElement>>? run = null, object? more = null)
    {
        var agent = await CrmAgent.StartAsync(Host, id, run ?? CrmAgent.Fine, more);
        agents.Add(agent);
        return agent;
    }

    /// <summary>A command as JSON.</summary>
    public Task<object> TellAsync(string command, object message) => Host.Get<CommandIntake>().HandleAsync(
        command, JsonSerializer.SerializeToUtf8Bytes(message, JsonSerializerOptions.Web), new CommandOrigin("test", $"m-{Guid.NewGuid():N}"), CancellationToken.None);

    public async Task<SubmissionAccepted> SubmitAsync(
        string id, string? operation, string? client = null, object? input = null, object? requirements = null, object? constraints = null)
    {
        var answer = await TellAsync(nameof(SubmitCrmTask), new { id, operation, clientId = client, input = input ?? new { n = id }, requirements, constraints });
        return answer.ShouldBeOfType<SubmissionAccepted>((answer as CommandRejected)?.Message);
    }

    public Task<TaskDetails> WaitForAsync(string id, params string[] states) => Host.WaitForAsync(id, states);

    public Task<DistributionReport> StatusAsync() => Host.Get<DistributionStatus>().ReadAsync(CancellationToken.None);

    /// <summary>Time passes for timers and leases; what this host holds is renewed.</summary>
    public async Task PassAsync(TimeSpan time)
    {
        Host.Clock.Advance(time);
        Host.Get<LeaseKeeper>().RunOnce();
        foreach (var agent in agents)
            await agent.BeatOnceAsync();
        await Host.Get<TimerService>().RunOnceAsync(CancellationToken.None);
    }

    public async Task<BatchDetails> BatchAsync(string batchId, params string[] states)
    {
        BatchDetails? seen = null;
        await Eventually.HoldsAsync(
            async () => (seen = await Host.Get<BatchQueries>().GetAsync(batchId, CancellationToken.None)) is { Status: var status } && (states.Length == 0 || states.Contains(status)),
            $"{batchId} is {string.Join(" or ", states)}");
        return seen!;
    }

    /// <summary>The one batch there is.</summary>
    public async Task<BatchSummary> OnlyBatchAsync()
    {
        IReadOnlyList<BatchSummary> all = [];
        await Eventually.HoldsAsync(async () => (all = await Host.Get<BatchQueries>().ListAsync(null, 10, CancellationToken.None)).Count == 1, "there is one batch");
        return all[0];
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var agent in agents)
            await agent.DisposeAsync();
        await Host.DisposeAsync();
    }
}
