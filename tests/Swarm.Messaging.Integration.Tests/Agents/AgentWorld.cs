using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Swarm.Messaging.Agents;
using Swarm.Messaging.Cli.Host;
using Swarm.Messaging.Cli.Services;
using Swarm.Messaging.Client.Agents;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Intake;
using Swarm.Messaging.Integration.Tests.Http;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Redis.Connection;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Integration.Tests.Agents;

/// <summary>A host with its HTTP API on a real Redis, and agents made with the library in containers of their own.</summary>
internal sealed class AgentWorld : IAsyncDisposable
{
    private readonly TempFolder data = new("agents");
    private readonly ConcurrentBag<IHost> agents = [];

    private AgentWorld(Uri? broker) => Broker = broker;

    public SwarmHost Host { get; private set; } = null!;

    public Api Api { get; private set; } = null!;

    public Uri? Broker { get; }

    public string Prefix { get; } = $"t{Guid.NewGuid():N}";

    /// <summary>What ran: task ids in the order of their beginnings.</summary>
    public ConcurrentQueue<(string Agent, string TaskId)> Ran { get; } = new();

    /// <summary>Operations named wait run until it is set.</summary>
    public TaskCompletionSource Gate { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public StoreClock Clock => Get<StoreClock>();

    public static async Task<AgentWorld> StartAsync(string redis, Uri? broker = null, Dictionary<string, string?>? settings = null)
    {
        var world = new AgentWorld(broker);
        world.Host = await TestHost.StartAsync(new HostSettings
        {
            Redis = redis, Broker = broker, Prefix = world.Prefix, Data = world.data.Path, Listen = "127.0.0.1:0", AllowUnsafe = true,
            Logging = new HostLogging { Console = Environment.GetEnvironmentVariable("SPINE_LOG") is not null },
            Sections = new ConfigurationBuilder().AddInMemoryCollection(settings ?? []).Build(),
        });
        world.Api = new Api(world.Host.Address, world.Host.Token);
        return world;
    }

    public T Get<T>()
        where T : notnull => Host.Services.GetRequiredService<T>();

    /// <summary>An agent for tasks of kind text; over the broker if there is one, else over HTTP.</summary>
    public async Task<IHost> StartAgentAsync(string id, Action<SwarmAgentOptions>? configure = null)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        if (Environment.GetEnvironmentVariable("SPINE_LOG") is not null)
            builder.Logging.AddConsole();
        builder.Services.AddSwarmAgent(o =>
        {
            (o.AgentId, o.Prefix, o.Heartbeat, o.MaxCapacity) = (id, Prefix, TimeSpan.FromMilliseconds(500), 5);
            if (Broker is not null)
                o.Broker = Broker;
            else
                (o.Address, o.Token) = (Host.Address, Host.Token);
            o.Handle("text", "upper", (task, _) => Task.FromResult(Upper(id, task)));
            o.Handle("text", "wait", async (task, cancellation) =>
            {
                Ran.Enqueue((id, task.TaskId));
                task.Progress(0.5, "waiting");
                await Gate.Task.WaitAsync(cancellation);
                return AgentResult.Ok(id);
            });
            o.Handle("text", "throw", (task, _) => throw new InvalidDataException($"broken by {task.TaskId}"));
            o.Handle("text", "fail", (task, _) => Task.FromResult(Fail(task)));
            configure?.Invoke(o);
        });
        var agent = builder.Build();
        agents.Add(agent);
        await agent.StartAsync();
        return agent;
    }

    public async Task SubmitAsync(string id, string operation, object? payload = null, string? retry = "none", string[]? requires = null)
    {
        var answer = await Get<TaskCommands>().SubmitAsync(
            [
                new Submission(new SubmitTask
                {
                    TaskId = id, Kind = "text", Operation = operation, Payload = JsonSerializer.SerializeToElement(payload), Requires = requires,
                    Retry = retry is null ? null : new RetrySettings { Preset = retry },
                }),
            ],
            CancellationToken.None);
        answer[0].Accepted.ShouldNotBeNull(answer[0].Rejected?.Message);
    }

    /// <summary>Waits for a state by reading the task again and again; fails with what it last saw.</summary>
    public async Task<TaskDetails> WaitForAsync(string id, params string[] states)
    {
        TaskDetails? seen = null;
        await Eventually.HoldsAsync(
            async () => (seen = await Get<TaskQueries>().GetAsync(id, true, CancellationToken.None)) is { State: var state } && states.Contains(state),
            $"{id} is {string.Join(" or ", states)}", TimeSpan.FromSeconds(60));
        return seen!;
    }

    public async Task<AgentView> AgentAsync(string id) => (await Get<AgentStatus>().ReadAsync(CancellationToken.None)).Agents.Single(a => a.AgentId == id);

    /// <summary>A command as bytes, as it comes by any way.</summary>
    public Task<object> TellAsync(string command, string json) => Get<CommandIntake>().HandleAsync(
        command, System.Text.Encoding.UTF8.GetBytes(json), new CommandOrigin("test"), CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        Gate.TrySetResult();
        await Task.WhenAll(agents.Select(async agent =>
        {
            await agent.StopAsync();
            await ((IAsyncDisposable)agent).DisposeAsync();
        }));
        Api.Dispose();
        await Host.DisposeAsync();
        data.Dispose();
    }

    private AgentResult Upper(string id, AgentTask task)
    {
        Ran.Enqueue((id, task.TaskId));
        return AgentResult.Ok(task.Payload!.Value.GetProperty("text").GetString()!.ToUpperInvariant());
    }

    /// <summary>Fails as long as the payload's attempt is not reached.</summary>
    private static AgentResult Fail(AgentTask task) => task.Payload is { ValueKind: JsonValueKind.Object } payload
        && payload.TryGetProperty("retryable", out var retryable) && !retryable.GetBoolean()
        ? AgentResult.Fail("own_fault", "The task is wrong.", retryable: false)
        : AgentResult.Fail("agent_broken", "The agent is broken.");
}
