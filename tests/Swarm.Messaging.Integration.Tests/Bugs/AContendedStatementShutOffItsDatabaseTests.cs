using System.Net;
using System.Net.Sockets;
using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Integration.Tests.Workflows;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>One statement that met locks, contention or the end of its time again and again opened the breaker of its database, and nobody's statement ran there for a minute. Connections that had died while
/// they lay unused did as much.</summary>
public sealed class AContendedStatementShutOffItsDatabaseTests(StoreRedis redis) : IClassFixture<StoreRedis>, IAsyncLifetime
{
    private readonly TcpListener mute = new(IPAddress.Loopback, 0);
    private PostgresHost postgres = null!;

    public async Task InitializeAsync()
    {
        mute.Start();
        postgres = await PostgresHost.StartAsync(redis, (o, crm) =>
        {
            (o.BreakerFailures, o.DatabaseConnections, o.DatabaseAcquire) = (1, 2, TimeSpan.FromMilliseconds(200));
            o.Databases["mute"] = $"postgresql:Host=127.0.0.1;Port={((IPEndPoint)mute.LocalEndpoint).Port};Username=postgres";
            o.Databases["none"] = crm.Replace("Database=postgres", "Database=none", StringComparison.Ordinal);
        });
    }

    public async Task DisposeAsync()
    {
        await postgres.DisposeAsync();
        mute.Dispose();
    }

    [Theory]
    [InlineData("40001")]
    [InlineData("40P01")]
    [InlineData("55P03")]
    [InlineData("57014")]
    [InlineData("53400")]
    public async Task What_is_the_statement_s_own_keeps_no_other_from_its_database(string state)
    {
        (await AskAsync(Raise(state))).Errors.ShouldHaveSingleItem().Error.ShouldContain(state);

        (await AskAsync("select 1")).State.ShouldBe(WorkflowStates.Completed);
    }

    [Fact]
    public async Task Nor_does_one_that_is_stopped_when_its_time_is_over()
    {
        (await AskAsync("select pg_sleep(60)", timeoutMs: 700)).State.ShouldBe(WorkflowStates.Failed);

        (await AskAsync("select 1")).State.ShouldBe(WorkflowStates.Completed);
    }

    [Fact]
    public async Task Nor_does_a_wait_for_connections_that_others_have()
    {
        var slow = new[] { await SubmitAsync("select pg_sleep(60)"), await SubmitAsync("select pg_sleep(60)") };
        await Eventually.HoldsAsync(() => postgres.Host.Spine.Get<Messaging.Workflows.Nodes.NodeDatabases>().Report().Any(d => d.Active == 2), "both connections are taken");
        (await AskAsync("select 1")).Errors.ShouldHaveSingleItem().Error.ShouldContain("Connection acquisition timeout");

        foreach (var run in slow)
        {
            await postgres.Host.Commands.CancelAsync(new CancelWorkflow { ExecutionId = run }, null, CancellationToken.None);
            await postgres.Host.EndAsync(run);
        }

        (await AskAsync("select 1")).State.ShouldBe(WorkflowStates.Completed);
    }

    [Theory]
    [InlineData("53300")]
    [InlineData("58030")]
    public async Task What_any_other_would_meet_there_does(string state)
    {
        (await AskAsync(Raise(state))).Errors.ShouldHaveSingleItem().Error.ShouldContain(state);

        (await AskAsync("select 1")).Errors.ShouldHaveSingleItem().Error.ShouldContain("Circuit breaker is open");
    }

    [Theory]
    [InlineData("57P01")]
    [InlineData("08006")]
    public async Task A_connection_that_was_lost_does_not_when_the_server_gives_others(string state)
    {
        (await AskAsync(Raise(state))).Errors.ShouldHaveSingleItem().Error.ShouldContain(state);

        (await AskAsync("select 1")).State.ShouldBe(WorkflowStates.Completed);
    }

    [Fact]
    public async Task Nor_do_connections_that_died_while_they_lay_unused()
    {
        await Task.WhenAll(AskAsync("select pg_sleep(0.2)"), AskAsync("select pg_sleep(0.2)"));
        ((long)(await postgres.AskAsync(
            "select count(pg_terminate_backend(pid)) from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()"))!).ShouldBeGreaterThan(0);

        (await AskAsync("select 1")).Errors.ShouldHaveSingleItem().Error.ShouldContain("57P01");

        for (var i = 0; i < 3; i++)
            (await AskAsync("select 1")).State.ShouldBe(WorkflowStates.Completed, "the others that were as dead are gone, too");
    }

    [Fact]
    public async Task So_does_whatever_keeps_a_connection_from_being_opened()
    {
        (await AskAsync("select 1", database: "none")).Errors.ShouldHaveSingleItem().Error.ShouldContain("3D000");

        (await AskAsync("select 1", database: "none")).Errors.ShouldHaveSingleItem().Error.ShouldContain("Circuit breaker is open");
        (await AskAsync("select 1")).State.ShouldBe(WorkflowStates.Completed);
    }

    [Fact]
    public async Task So_does_silence()
    {
        (await AskAsync("select 1", timeoutMs: 700, database: "mute")).State.ShouldBe(WorkflowStates.Failed);

        (await AskAsync("select 1", database: "mute")).Errors.ShouldHaveSingleItem().Error.ShouldContain("Circuit breaker is open");
    }

    private static string Raise(string state) => $"do $$ begin raise exception using errcode = '{state}', message = 'so it is'; end $$";

    private async Task<WorkflowDetails> AskAsync(string sql, int timeoutMs = 30_000, string database = "crm") => await postgres.Host.EndAsync(await SubmitAsync(sql, timeoutMs, database));

    private async Task<string> SubmitAsync(string sql, int timeoutMs = 90_000, string database = "crm") =>
        (await postgres.Host.SubmitAsync(PostgresHost.Query(sql, database, more: $$"""
            "retry": { "maxAttempts": 1 }, "timeoutMs": {{timeoutMs}},
            """))).ExecutionId;
}
