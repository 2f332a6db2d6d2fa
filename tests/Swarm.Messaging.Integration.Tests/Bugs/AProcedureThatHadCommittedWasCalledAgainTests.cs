using Npgsql;
using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Integration.Tests.Workflows;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>What commits on its way and then took too long, or failed for a passing reason, was tried again: what it had committed was there once for each attempt.</summary>
public sealed class AProcedureThatHadCommittedWasCalledAgainTests(StoreRedis redis) : IClassFixture<StoreRedis>, IAsyncLifetime
{
    private PostgresHost postgres = null!;

    public async Task InitializeAsync()
    {
        postgres = await PostgresHost.StartAsync(redis);
        await postgres.AskAsync("create table led(k int)");
    }

    public async Task DisposeAsync() => await postgres.DisposeAsync();

    [Theory]
    [InlineData("perform pg_sleep(60)", "time was over")]
    [InlineData("raise exception 'contended' using errcode = '40001'", "contended")]
    public async Task It_is_told_and_not_called_again(string then, string told)
    {
        await postgres.AskAsync($"create procedure part() language plpgsql as $$ begin insert into led values(1); commit; {then}; end $$");

        var run = await postgres.RunAsync("call part()", more: """ "timeoutMs": 1500,""");

        run.Nodes.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            node => node.ErrorType.ShouldBe("outcome_unknown"), node => node.Attempts.ShouldBe(1), node => node.Error!.ShouldContain(told), node => node.Error!.ShouldContain("not done again"));
        (await postgres.AskAsync("select count(*) from led")).ShouldBe(1L);
        (await postgres.RunAsync("select 1 as one")).State.ShouldBe(WorkflowStates.Completed);
    }

    [Fact]
    public async Task An_index_that_is_built_beside_others_work_is_not_begun_twice()
    {
        await using var other = new NpgsqlConnection(postgres.Server.ConnectionString);
        await other.OpenAsync();
        await using var open = await other.BeginTransactionAsync();
        await using var insert = new NpgsqlCommand("insert into led values(2)", other, open);
        await insert.ExecuteNonQueryAsync();

        var run = await postgres.RunAsync("create index concurrently led_k on led(k)", more: """ "timeoutMs": 1500,""");

        run.Nodes.ShouldHaveSingleItem().ShouldSatisfyAllConditions(node => node.ErrorType.ShouldBe("outcome_unknown"), node => node.Attempts.ShouldBe(1), node => node.Error!.ShouldContain("drop index concurrently"));
    }

    [Theory]
    [InlineData("raise exception 'it is wrong'", "database_error", "it is wrong. What")]
    [InlineData("raise exception using errcode = '26000', message = 'it is gone'", "database_error", "it is gone. What")]
    [InlineData("v := repeat('x', 2000000)", "result_too_large", "")]
    public async Task What_it_had_committed_before_it_failed_for_good_is_told(string then, string error, string told)
    {
        await postgres.AskAsync($"create procedure fails(inout v text) language plpgsql as $$ begin insert into led values(3); commit; {then}; end $$");

        var run = await postgres.RunAsync("call fails('')");

        run.Nodes.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            node => node.ErrorType.ShouldBe(error), node => node.Attempts.ShouldBe(1), node => node.Error!.ShouldContain(told), node => node.Error!.ShouldContain("had committed before that stays"));
        (await postgres.AskAsync("select count(*) from led")).ShouldBe(1L);
    }

    [Fact]
    public async Task What_was_wrong_with_it_is_told_as_ever()
    {
        await postgres.AskAsync("create procedure wrong() language plpgsql as $$ begin perform 1 / 0; end $$");

        var run = await postgres.RunAsync("call wrong()");

        run.Nodes.ShouldHaveSingleItem().ShouldSatisfyAllConditions(node => node.ErrorType.ShouldBe("database_error"), node => node.Attempts.ShouldBe(1), node => node.Error!.ShouldContain("22012"));
    }
}
