using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Integration.Tests.Workflows;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>One PostgreSQL statement whose result was judged bad had failed its node and kept what it wrote; one of an unknown type was to be run again for ever.</summary>
public sealed class AStatementWhoseResultWasBadKeptItsWritesTests(StoreRedis redis) : IClassFixture<StoreRedis>, IAsyncLifetime
{
    private const string Enum = "create type level as enum ('low', 'high'); create table levels(x level)";
    private const string InsertLevel = "insert into levels values(@v::level) returning x";

    private PostgresHost postgres = null!;

    public async Task InitializeAsync()
    {
        postgres = await PostgresHost.StartAsync(redis, (o, _) => o.DatabaseConnections = 2);
        await postgres.AskAsync($"create table led(k int); create type pair as (a int, b int); {Enum}; alter database postgres set default_transaction_isolation = 'serializable'");
    }

    public async Task DisposeAsync() => await postgres.DisposeAsync();

    [Theory]
    [InlineData("insert into led values(1) returning 1e40::numeric as n", "bad_data")]
    [InlineData("-- so\n insert into led values(1) returning k as a, k as a", "bad_data")]
    [InlineData("with w as (insert into led values(1) returning k) select row(k, k)::pair as p from w", "bad_data")]
    [InlineData("insert into led values(1) returning repeat('x', 1100000) as x", "result_too_large")]
    [InlineData("insert into led values(1) returning led", "bad_data")]
    [InlineData("insert into led values(1) returning array[led] as list", "bad_data")]
    [InlineData("insert into led values(1); select led from led", "bad_data")]
    public async Task Nothing_of_it_is_kept(string sql, string type)
    {
        for (var i = 0; i < 2; i++)
            (await postgres.RunAsync(sql)).Nodes.ShouldHaveSingleItem().ErrorType.ShouldBe(type);

        (await postgres.AskAsync("select count(*) from led")).ShouldBe(0L);
    }

    [Theory]
    [InlineData("begin; insert into led values(1); select led from led; commit", "of the type led that has no form in JSON. Make")]
    [InlineData("select most_common_vals from pg_stats limit 1", "of the type anyarray that has no form in JSON")]
    public async Task A_type_that_nobody_can_read_is_told_as_such(string sql, string said) => (await postgres.RunAsync(sql)).Nodes.ShouldHaveSingleItem()
        .ShouldSatisfyAllConditions(node => node.ErrorType.ShouldBe("bad_data"), node => node.Error!.ShouldContain(said), node => node.Attempts.ShouldBe(1));

    [Fact]
    public async Task A_type_that_was_made_anew_is_learnt_at_once()
    {
        for (var i = 0; i < 3; i++)
            await postgres.RowsAsync(InsertLevel, """{ "v": "low" }""");
        await postgres.AskAsync($"drop table levels; drop type level; {Enum}");

        for (var i = 0; i < 3; i++)
            (await postgres.RowsAsync(InsertLevel, """{ "v": "high" }"""))[0].GetProperty("x").GetString().ShouldBe("high");
        (await postgres.AskAsync("select count(*) from levels")).ShouldBe(3L);
    }

    [Fact]
    public async Task Its_transaction_is_as_isolated_as_the_database_says() =>
        (await postgres.RowsAsync("select current_setting('transaction_isolation') as level"))[0].GetProperty("level").GetString().ShouldBe("serializable");

    [Fact]
    public async Task What_cannot_be_in_a_transaction_runs_without_one()
    {
        foreach (var sql in (string[])["vacuum led", "create index concurrently on led(k)", "create database other", "/* other */ drop database other"])
            (await postgres.RunAsync(sql)).Errors.ShouldBeEmpty(sql);
    }
}
