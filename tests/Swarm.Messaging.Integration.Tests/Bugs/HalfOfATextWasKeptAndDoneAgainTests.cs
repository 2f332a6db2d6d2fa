using System.Text.Json;
using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Integration.Tests.Workflows;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>
/// A PostgreSQL text with a <c>commit</c> in its middle, or in a procedure or a block that it ran, kept what stood before it when a later statement failed, and another attempt did
/// that again.
/// </summary>
public sealed class HalfOfATextWasKeptAndDoneAgainTests(StoreRedis redis) : IClassFixture<StoreRedis>, IAsyncLifetime
{
    private PostgresHost postgres = null!;

    public async Task InitializeAsync()
    {
        postgres = await PostgresHost.StartAsync(redis);
        await postgres.AskAsync("create table led(k text); create procedure keeps() language plpgsql as $$ begin insert into led values('p'); commit; end $$");
    }

    public async Task DisposeAsync() => await postgres.DisposeAsync();

    [Theory]
    [InlineData("insert into led values('a'); commit; insert into nowhere values('b')")]
    [InlineData("begin; insert into led values('a'); commit; insert into nowhere values('b')")]
    [InlineData("insert into led values('a'); begin; insert into led values('b'); rollback")]
    [InlineData("insert into led values('a'); rollback")]
    public async Task It_is_refused_when_it_is_submitted_and_where_the_run_names_the_database(string sql)
    {
        var violation = (await postgres.Host.RefuseAsync(PostgresHost.Query(sql))).Violations.ShouldHaveSingleItem();
        var run = await postgres.Host.RunAsync(QueryOfTheRun(sql));

        violation.Field.ShouldBe("nodes[0].configuration.sql");
        await NothingAsync(run, violation.Rule);
    }

    [Theory]
    [InlineData("insert into led values('a'); call keeps(); insert into nowhere values('b')", "invalid transaction termination")]
    [InlineData("do $$ begin insert into led values('a'); commit; insert into nowhere values('b'); end $$", "in a node of its own")]
    [InlineData("vacuum led; insert into nowhere values('b')", "VACUUM cannot run inside a transaction block")]
    [InlineData("insert into led values('a'); insert into nowhere values('b')", "nowhere")]
    [InlineData("insert into led values('a'); select 1 as n, 2 as n", "2 columns are called n")]
    public async Task What_only_the_server_can_tell_undoes_all_of_it(string sql, string said) => await NothingAsync(await postgres.RunAsync(sql), said);

    [Fact]
    public async Task What_is_whole_is_done()
    {
        foreach (var sql in (string[])
            [
                "insert into led values('a; commit'); /* ; commit; */ insert into led values($$b; rollback; $$)",
                "begin; insert into led values('c'); commit;",
                "insert into led values('d'); savepoint s; insert into led values('x'); rollback to s; release s",
                "do $$ begin insert into led values('e'); end $$",
                "call keeps()",
                "create function f() returns text language sql as $$ insert into led values('f'); select 'f'; $$; select f()",
            ])
            (await postgres.RunAsync(sql)).Errors.ShouldBeEmpty(sql);

        (await postgres.AskAsync("select string_agg(k, ',' order by k) from led")).ShouldBe("a; commit,b; rollback; ,c,d,e,f,p");
    }

    private async Task NothingAsync(WorkflowDetails run, string said)
    {
        run.Errors.ShouldHaveSingleItem().Error.ShouldContain(said);
        run.Nodes.ShouldHaveSingleItem().Attempts.ShouldBeLessThanOrEqualTo(1, "no attempt can make it right");
        (await postgres.AskAsync("select count(*) from led")).ShouldBe(0L);
    }

    /// <summary>Only the run says which database it is.</summary>
    private static SubmitWorkflow QueryOfTheRun(string sql) => WorkflowHost.Parse($$"""
        { "workflowId": "sql", "input": "crm", "nodes": [ { "id": "q", "type": "database_query", "configuration": { "database": {"$from":"input"}, "sql": {{JsonSerializer.Serialize(sql)}} } } ] }
        """);
}
