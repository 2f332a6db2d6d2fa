using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Integration.Tests.Workflows;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>A PostgreSQL text with a begin and a commit of its own had kept what it wrote when its result was judged bad; its node had failed without a word of that, and a rerun doubled it.</summary>
public sealed class ATextWithItsOwnTransactionKeptWhatItsBadResultShouldHaveUndoneTests(StoreRedis redis) : IClassFixture<StoreRedis>, IAsyncLifetime
{
    private PostgresHost postgres = null!;

    public async Task InitializeAsync()
    {
        postgres = await PostgresHost.StartAsync(redis, (o, _) => o.DatabaseConnections = 2);
        await postgres.AskAsync("create table kept(k text); create table parent(k int primary key); create table child(k int references parent deferrable initially deferred)");
    }

    public async Task DisposeAsync() => await postgres.DisposeAsync();

    [Fact]
    public async Task Nothing_of_it_is_kept()
    {
        foreach (var (sql, type) in ((string, string)[])
            [
                ("begin; insert into kept values('A'); select repeat('x', 1100000) as a; commit", "result_too_large"),
                ("begin; insert into kept values('A'); select date '0044-03-15 BC' as d; commit", "bad_data"),
                ("START TRANSACTION; insert into kept values('A') returning row(1, 2) as r; end work; -- so", "bad_data"),
                ("begin; insert into kept values('A') returning k as a, k as a; commit and no chain;", "bad_data"),
                ("begin; insert into kept values('A'); select kept from kept; commit", "bad_data"),
                ("begin; insert into kept values('A'); insert into child values(1); commit", "database_error"),
            ])
            (await postgres.RunAsync(sql)).Nodes.ShouldHaveSingleItem().ErrorType.ShouldBe(type, sql);

        (await postgres.AskAsync("select count(*) from kept")).ShouldBe(0L);
    }

    [Fact]
    public async Task What_is_good_is_kept_and_counted()
    {
        foreach (var sql in (string[])["begin; insert into kept values(@v); commit", "begin isolation level serializable; insert into kept values(@v);\n/* so */ END;\n", "begin; commit", "begin;;select 1;; commit;;"])
            (await postgres.RunAsync(sql, parameters: sql.Contains('@', StringComparison.Ordinal) ? """{"v":"a; commit"}""" : "{}")).Results["q"].Data!.Value
                .GetProperty("affected").GetInt32().ShouldBe(sql.Contains('@', StringComparison.Ordinal) ? 1 : 0, sql);

        (await postgres.AskAsync("select string_agg(k, ',') from kept")).ShouldBe("a; commit,a; commit");
        (await postgres.AskAsync("select count(*) from pg_stat_activity where state like 'idle in transaction%'")).ShouldBe(0L);
    }
}
