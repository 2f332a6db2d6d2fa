using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Integration.Tests.Workflows;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>A PostgreSQL function whose body is <c>begin atomic</c> could not be made: its text was sent up to the first semicolon within.</summary>
public sealed class ABodyOfStatementsWasCutAtItsFirstSemicolonTests(StoreRedis redis) : IClassFixture<StoreRedis>
{
    [Fact]
    public async Task It_is_made_alone_and_among_others()
    {
        await using var postgres = await PostgresHost.StartAsync(redis);

        foreach (var sql in (string[])
            [
                "create function fa(x int) returns int language sql begin atomic select x; select x + 1; end",
                "create table led(k text); create procedure pa(v text) begin atomic insert into led values (v); insert into led values ('$body$; end'); end; call pa('a'); select 1 as one",
                "begin; create or replace function fb() returns int begin atomic select 1; select case when true then 2 end; end; commit",
            ])
            (await postgres.RunAsync(sql)).Errors.ShouldBeEmpty(sql);

        (await postgres.RowsAsync("select fa(2) + fb() as n"))[0].GetProperty("n").GetInt32().ShouldBe(5);
        (await postgres.AskAsync("select string_agg(k, ',') from led")).ShouldBe("a,$body$; end");
        (await postgres.ErrorAsync("create function fc() returns int begin atomic select no_such; select 1; end")).ShouldContain("42703");
    }
}
