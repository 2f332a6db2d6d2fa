using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Integration.Tests.Workflows;
using Swarm.Messaging.Workflows;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>A host that stopped cut a procedure off that had committed, or a commit that was not answered, and said only that it had stopped: the next host did it again.</summary>
public sealed class AStoppingHostLeftItsProcedureToBeCalledAgainTests(StoreRedis redis) : IClassFixture<StoreRedis>
{
    private readonly string prefix = $"f{Guid.NewGuid():N}";

    [Fact]
    public async Task What_had_committed_on_its_way_is_told_and_not_called_again()
    {
        await using var first = await PostgresHost.StartAsync(redis, prefix: prefix);
        await first.AskAsync("create table led(k int); create procedure keeps() language plpgsql as 'begin insert into led values(1); commit; perform pg_sleep(60); end'");
        var run = await first.Host.SubmitAsync(PostgresHost.Query("call keeps()"));
        await Eventually.HoldsAsync(async () => (long)(await first.AskAsync("select count(*) from led"))! == 1, "it has committed");

        var node = await EndElsewhereAsync(first, run.ExecutionId);

        (node.ErrorType, node.Attempts).ShouldBe(("outcome_unknown", 1));
        (await first.AskAsync("select count(*) from led")).ShouldBe(1L);
    }

    [Fact]
    public async Task A_commit_that_was_not_answered_is_told_and_not_done_again()
    {
        await using var far = await SilencedPostgres.StartAsync(redis, "commit", prefix);
        await far.Postgres.AskAsync("create table led(k int)");
        far.Proxy.SilenceNext();
        var run = await far.Postgres.Host.SubmitAsync(PostgresHost.Query("insert into led values(1)", "far"));
        await Eventually.HoldsAsync(() => Task.FromResult(far.Proxy.IsSilent), "its commit is on its way");

        var node = await EndElsewhereAsync(far.Postgres, run.ExecutionId);

        (node.ErrorType, node.Attempts).ShouldBe(("outcome_unknown", 1));
        (await far.Postgres.AskAsync("select count(*) from led")).ShouldBe(1L);
    }

    [Fact]
    public async Task What_the_server_says_it_cancelled_the_next_host_does()
    {
        await using var first = await PostgresHost.StartAsync(redis, prefix: prefix);
        await first.AskAsync(
            "create table gate(k int); create function held() returns int language plpgsql as 'begin while not exists(select 1 from gate) loop perform pg_sleep(0.05); end loop; return 1; end'");
        var run = await first.Host.SubmitAsync(PostgresHost.Query("create table made as select held() as k"));
        await Eventually.HoldsAsync(
            async () => (long)(await first.AskAsync("select count(*) from pg_stat_activity where state = 'active' and query like 'create table made%'"))! == 1, "it is under way");
        await first.Host.Spine.StopAsync();
        await first.AskAsync("insert into gate values(1)");

        var node = await EndElsewhereAsync(first, run.ExecutionId);

        node.Attempts.ShouldBe(2);
        (await first.AskAsync("select count(*) from made")).ShouldBe(1L);
    }

    /// <summary>The first host stops, and another one goes on.</summary>
    private async Task<WorkflowNodeStatus> EndElsewhereAsync(PostgresHost first, string run)
    {
        await first.Host.Spine.StopAsync();
        await using var second = await WorkflowHost.StartAsync(redis.Port, prefix, services => services.Configure<WorkflowOptions>(
            o => o.Databases["crm"] = o.Databases["far"] = $"postgresql:{first.Server.ConnectionString}"));
        return (await second.EndAsync(run)).Nodes.ShouldHaveSingleItem();
    }
}
