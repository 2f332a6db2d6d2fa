using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;
using Swarm.Messaging.Cli.Services;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Redis.Connection;
using Swarm.Messaging.Swarms.Registry;

namespace Swarm.Messaging.Integration.Tests.Swarms;

/// <summary>What becomes of a request about swarms whose connection breaks under it: the server is stopped with the request sent, killed, and is back or not.</summary>
public sealed class RequestRetryTests : IAsyncLifetime
{
    private RedisServer server = null!;
    private ConnectionMultiplexer connection = null!;
    private SwarmBench bench = null!;

    public async Task InitializeAsync()
    {
        server = await RedisServer.StartAsync(new RedisServerOptions { AppendFsync = "always" });
        await OpenAsync(TimeSpan.FromSeconds(30));
        await bench.RegisterAsync("s1");
    }

    public async Task DisposeAsync()
    {
        await connection.DisposeAsync();
        await server.DisposeAsync();
    }

    [Fact]
    public async Task A_read_whose_connection_breaks_is_answered_when_the_store_is_back()
    {
        var reads = await UnderWayAsync(() => Task.WhenAll(bench.Registry.GetAsync("s1", default), bench.Registry.GetAsync("none", default)));
        await server.RestartAsync();

        (await reads).Select(s => s?.Id).ShouldBe(["s1", null]);
    }

    [Fact]
    public async Task A_script_that_reads_is_too_and_one_that_writes_is_not_repeated_when_it_was_sent()
    {
        Task<IReadOnlyList<string>> read = null!;
        var write = await UnderWayAsync(() =>
        {
            read = bench.Registry.DiscoverInterruptedAsync(default);
            return bench.Registry.ChangeStatusAsync("s1", SwarmStatuses.Active, null, default);
        });
        await server.RestartAsync();

        (await read).ShouldBeEmpty();
        (await Should.ThrowAsync<RedisConnectionException>(write)).CommandStatus.ShouldBe(CommandStatus.Sent);
        (await bench.GetAsync("s1")).Status.ShouldBe(SwarmStatuses.Initializing, "it was killed with the server, and nobody has done it again");
    }

    [Fact]
    public async Task A_write_that_was_not_sent_is_done_once_when_the_store_is_back()
    {
        await server.KillAsync();
        await Eventually.HoldsAsync(() => !connection.IsConnected, "the connection is gone");

        var write = bench.Registry.ChangeStatusAsync("s1", SwarmStatuses.Active, null, default);
        await server.RestartAsync();

        (await write).ShouldBeOfType<ChangeOutcome.Done>().OldStatus.ShouldBe(SwarmStatuses.Initializing);
    }

    [Fact]
    public async Task When_the_store_stays_away_whoever_waits_is_told()
    {
        await connection.DisposeAsync();
        await OpenAsync(TimeSpan.FromSeconds(1));
        var read = await UnderWayAsync(() => bench.Registry.GetAsync("s1", default));

        var failure = await Should.ThrowAsync<RedisConnectionException>(read);

        failure.CommandStatus.ShouldBe(CommandStatus.WaitingInBacklog);
        failure.Message.ShouldContain("no connection became available");
    }

    /// <param name="patience">How long a request waits for a connection.</param>
    private async Task OpenAsync(TimeSpan patience)
    {
        var services = new ServiceCollection();
        services.Configure<RedisStoreOptions>(o => o.Configuration = $"127.0.0.1:{server.Port},asyncTimeout={patience.TotalMilliseconds}");
        await using var provider = services.BuildServiceProvider();
        connection = RedisConnection.Open(provider, "retries");
        bench = new SwarmBench(connection);
    }

    /// <summary>Sends to a server that answers nothing any more, and kills it.</summary>
    private async Task<Task<T>> UnderWayAsync<T>(Func<Task<T>> requests)
    {
        server.Pause();
        var under = requests();
        await Eventually.HoldsAsync(() => connection.GetCounters().Interactive.SentItemsAwaitingResponse > 0, "it is sent");
        await server.KillAsync();
        return under;
    }
}
