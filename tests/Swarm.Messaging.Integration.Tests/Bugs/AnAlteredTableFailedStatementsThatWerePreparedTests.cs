using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Integration.Tests.Workflows;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>After a table was altered, each connection that had prepared a statement on it failed one node for good: "cached plan must not change result type".</summary>
public sealed class AnAlteredTableFailedStatementsThatWerePreparedTests(StoreRedis redis) : IClassFixture<StoreRedis>, IAsyncLifetime
{
    private const string Sql = "select * from orders";

    private PostgresHost postgres = null!;

    public async Task InitializeAsync()
    {
        postgres = await PostgresHost.StartAsync(redis, (o, _) => o.DatabaseConnections = 1);
        await postgres.AskAsync("create table orders(id int); insert into orders values (1)");
    }

    public async Task DisposeAsync() => await postgres.DisposeAsync();

    [Fact]
    public async Task They_are_prepared_anew()
    {
        for (var i = 0; i < 8; i++)
            await postgres.RowsAsync(Sql);
        await postgres.AskAsync("alter table orders add column paid int default 7");

        for (var i = 0; i < 4; i++)
            (await postgres.RowsAsync(Sql))[0].GetProperty("paid").GetInt32().ShouldBe(7);
    }

    [Fact]
    public async Task A_new_column_may_have_a_new_type()
    {
        await postgres.RowsAsync(Sql);
        await postgres.AskAsync("create type mood as enum ('sad', 'glad'); alter table orders add column feels mood default 'glad'");

        (await postgres.RowsAsync(Sql))[0].GetProperty("feels").GetString().ShouldBe("glad");
    }
}
