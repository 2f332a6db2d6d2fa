using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client.Exceptions;
using Swarm.Messaging.Bus;
using Swarm.Messaging.Bus.Amqp;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Integration.Tests.Spine;

namespace Swarm.Messaging.Integration.Tests.RabbitMq;

/// <summary>The broker goes and comes back; the command queues are read again, and nothing accepted is lost.</summary>
[Collection(RabbitMqCollection.Name)]
public sealed class BrokerLossTests(RabbitMqFixture rabbit, RedisFixture redis) : IClassFixture<RedisFixture>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_killed_broker_that_returns_is_read_again()
    {
        await using var host = await StartAsync();
        var names = host.Get<BusNames>();
        await using (var client = await PlainClient.ConnectAsync(rabbit.Server.Address()))
        {
            for (var i = 0; i < 100; i++)
                await client.SendAsync(names.SubmitTask, Task($"k{i}"));
            await rabbit.Server.KillAsync();
        }

        await rabbit.Server.RestartAsync();

        await using var again = await PlainClient.ConnectAsync(rabbit.Server.Address());
        (await again.AskAsync(names.SubmitTask, Task("after"))).GetProperty("taskId").GetString().ShouldBe("after");
        for (var i = 0; i < 100; i++)
            (await host.WaitForAsync($"k{i}", TaskStates.Completed)).Attempts.Count(a => a.Outcome == "succeeded").ShouldBe(1);
        await Eventually.HoldsAsync(async () => await again.Channel.MessageCountAsync(names.SubmitTask) == 0, "the queue is empty", Patience);
    }

    [Fact]
    public async Task A_connection_that_the_broker_closes_is_opened_again()
    {
        await using var host = await StartAsync();
        var names = host.Get<BusNames>();

        await rabbit.Server.ControlAsync("close_all_connections", "maintenance");

        await using var client = await PlainClient.ConnectAsync(rabbit.Server.Address());
        await client.AskAsync(names.SubmitTask, Task("after"), null);
        await host.WaitForAsync("after", TaskStates.Completed);
    }

    [Fact]
    public async Task A_queue_that_somebody_deletes_is_declared_and_read_again()
    {
        await using var host = await StartAsync();
        var names = host.Get<BusNames>();
        await using var client = await PlainClient.ConnectAsync(rabbit.Server.Address());

        await client.Channel.QueueDeleteAsync(names.SubmitTask, ifUnused: false, ifEmpty: false);

        await Eventually.HoldsAsync(async () => await AcceptsAsync(client, names.SubmitTask), "the queue is there again", Patience);
        await host.WaitForAsync("after", TaskStates.Completed);
    }

    [Fact]
    public async Task A_host_started_before_its_broker_waits_and_says_so()
    {
        await rabbit.Server.KillAsync();
        var said = new SaidLines();

        var starting = StartAsync(services => services.AddSingleton<ILoggerProvider>(said));
        await Eventually.HoldsAsync(() => said.Lines.Any(l => l.Contains($":{rabbit.Server.Port} cannot be reached")), "the host says what it waits for");
        starting.IsCompleted.ShouldBeFalse();
        await rabbit.Server.RestartAsync();

        await using var host = await starting.WaitAsync(Patience);
        await using var client = await PlainClient.ConnectAsync(rabbit.Server.Address());
        await client.AskAsync(host.Get<BusNames>().SubmitTask, Task("late"));
        await host.WaitForAsync("late", TaskStates.Completed);
    }

    [Fact]
    public async Task What_a_host_does_itself_goes_on_while_the_broker_is_away_and_is_told_when_it_is_back()
    {
        var prefix = $"t{Guid.NewGuid():N}";
        await using var host = await StartAsync(prefix: prefix);
        await rabbit.Server.KillAsync();
        try
        {
            await Eventually.HoldsAsync(() => host.Get<AmqpConnection>().IsAway, "the loss is noticed");
            for (var i = 0; i < 20; i++)
            {
                await host.SubmitAsync(new SubmitTask { TaskId = $"own{i}", Kind = "basic", Operation = "noop" });
                (await host.WaitForAsync($"own{i}", TaskStates.Completed)).Attempts.ShouldHaveSingleItem();
            }

            (await UnsentAsync(prefix)).ShouldBeGreaterThanOrEqualTo(20, "who listens outside has not heard of them");
        }
        finally
        {
            await rabbit.Server.RestartAsync();
        }

        await Eventually.HoldsAsync(async () => await UnsentAsync(prefix) == 0, "the relay has told of all", Patience);
        for (var i = 0; i < 20; i++)
            (await host.WaitForAsync($"own{i}", TaskStates.Completed)).Attempts.ShouldHaveSingleItem();
    }

    private async Task<long> UnsentAsync(string prefix)
    {
        var store = redis.Client.GetServers()[0];
        var sum = 0L;
        await foreach (var key in store.KeysAsync(pattern: $"{prefix}:*}}:emitted"))
            sum += await redis.Client.GetDatabase().StreamLengthAsync(key);
        return sum;
    }

    private static byte[] Task(string id) =>
        System.Text.Encoding.UTF8.GetBytes($$"""{ "taskId": "{{id}}", "kind": "basic", "operation": "noop" }""");

    private static async Task<bool> AcceptsAsync(PlainClient client, string queue)
    {
        try
        {
            await client.SendAsync(queue, Task("after"));
            return true;
        }
        catch (PublishException)
        {
            return false; // not declared yet: the broker returned it
        }
    }

    private Task<SpineHost> StartAsync(Action<IServiceCollection>? configure = null, string? prefix = null) =>
        SpineHost.StartAsync(redis.Server.ConnectionString, prefix ?? $"t{Guid.NewGuid():N}", rabbit.Server.Address(), configure);

    private sealed class SaidLines : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Enqueue(formatter(state, exception));

        public void Dispose()
        {
        }
    }
}
