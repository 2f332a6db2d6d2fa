using System.Collections.Concurrent;
using System.Text.Json;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Integration.Tests.Spine;
using Swarm.Messaging.Intake;
using Swarm.Messaging.Redis.Connection;
using Swarm.Messaging.Scheduling;
using Swarm.Messaging.Swarms;
using Swarm.Messaging.Swarms.Hosting;
using Swarm.Messaging.Swarms.Registry;
using Swarm.Messaging.Swarms.States;

namespace Swarm.Messaging.Integration.Tests.Swarms;

/// <summary>A host on a real Redis, whose store's clock the test moves, and what it tells of swarms.</summary>
internal sealed class SwarmWorld : IAsyncDisposable
{
    private readonly ConcurrentQueue<SwarmEvent> events;

    private SwarmWorld(SpineHost host, string prefix, ConcurrentQueue<SwarmEvent> events) => (Host, Prefix, this.events) = (host, prefix, events);

    public SpineHost Host { get; }

    public string Prefix { get; }

    public ISwarmRegistry Registry => Host.Get<ISwarmRegistry>();

    public ISwarmStates States => Host.Get<ISwarmStates>();

    public IDatabase Database => Host.Get<IConnectionMultiplexer>().GetDatabase();

    /// <summary>Each told once, as its id says, in the order in which it was heard first.</summary>
    public IReadOnlyList<SwarmEvent> Events => [.. events.DistinctBy(e => e.Id)];

    public static async Task<SwarmWorld> StartAsync(
        int redisPort, Action<SwarmsOptions>? options = null, string? prefix = null, StoreClock? clock = null, Uri? broker = null, Action<IServiceCollection>? services = null)
    {
        var events = new ConcurrentQueue<SwarmEvent>();
        prefix ??= $"v{Guid.NewGuid():N}";
        var host = await SpineHost.StartAsync($"127.0.0.1:{redisPort}", prefix, broker, configured =>
        {
            if (clock is not null)
                configured.AddSingleton(clock);
            if (options is not null)
                configured.Configure(options);
            services?.Invoke(configured);
        });
        await host.Get<IBusControl>().ConnectReceiveEndpoint($"{prefix}.test-swarm-ear", e =>
        {
            // One at a time: several at once would be noted in any order.
            (e.PrefetchCount, e.ConcurrentMessageLimit) = (1, 1);
            e.Handler<SwarmEvents>(c =>
            {
                foreach (var said in c.Message.Events)
                    events.Enqueue(said);
                return Task.CompletedTask;
            });
        }).Ready;
        return new SwarmWorld(host, prefix, events);
    }

    /// <summary>One in which steps of recoveries are the test's alone: nothing comes by the time. It has the swarm <c>s1</c> and the process <c>p1</c>, which offers to host it.</summary>
    /// <param name="state">Of the swarm, which is active then; null: it has none, and is initializing.</param>
    public static async Task<SwarmWorld> StartStillAsync(int redisPort, string? state = null)
    {
        var never = TimeSpan.FromHours(1);
        var world = await StartAsync(redisPort, o => (o.HostSwarms, o.InterruptAfter, o.RecoverAfter, o.HostSilence) = (false, never, never, never));
        await world.Host.Get<ISwarmHosts>().OfferAsync("p1", 10, default);
        await world.Registry.RegisterAsync("s1", new SwarmDefinition(), default);
        if (state is not null)
            await world.ActivateAsync(state);
        return world;
    }

    /// <summary>The swarm of a still world is active, with this state.</summary>
    public async Task ActivateAsync(string state)
    {
        await States.SaveAsync("s1", JsonElement.Parse(state), default);
        await Registry.ChangeStatusAsync("s1", SwarmStatuses.Active, null, default);
    }

    public Task InterruptAsync() => Registry.ChangeStatusAsync("s1", SwarmStatuses.Interrupted, null, default);

    /// <summary>A command as JSON.</summary>
    public Task<object> TellAsync(string command, object message) => Host.Get<CommandIntake>().HandleAsync(
        command, JsonSerializer.SerializeToUtf8Bytes(message, JsonSerializerOptions.Web), new CommandOrigin("test", $"m-{Guid.NewGuid():N}"), CancellationToken.None);

    public async Task<SwarmDocument> WaitForAsync(string id, string status)
    {
        SwarmDocument? seen = null;
        await Eventually.HoldsAsync(
            async () => (seen = await Registry.GetAsync(id, default))?.Status == status, $"{id} is {status}");
        return seen!;
    }

    public Task HearAsync<T>(string id)
        where T : SwarmEvent => Eventually.HoldsAsync(() => Events.OfType<T>().Any(e => e.SwarmId == id), $"{typeof(T).Name} of {id} is told");

    /// <summary>Time passes for timers and heartbeats of the store.</summary>
    public async Task PassAsync(TimeSpan time)
    {
        Host.Clock.Advance(time);
        await Host.Get<TimerService>().RunOnceAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync() => await Host.DisposeAsync();
}
