using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Integration.Tests.Workflows;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>
/// A PostgreSQL text that undid itself by a last rollback was completed with rows affected; copy was answered with advice about pg_dump; errors had a place in a text
/// that nobody had written, and told the author of a node to change a connection string.
/// </summary>
public sealed class AStatementWasAnsweredInTheWordsOfItsDriverTests(StoreRedis redis) : IClassFixture<StoreRedis>, IAsyncLifetime
{
    private PostgresHost postgres = null!;

    public async Task InitializeAsync()
    {
        postgres = await PostgresHost.StartAsync(redis, (o, crm) => o.Databases["frank"] = $"{crm};Include Error Detail=true");
        await postgres.AskAsync("create table led(k text unique)");
    }

    public async Task DisposeAsync() => await postgres.DisposeAsync();

    [Theory]
    [InlineData("begin; insert into led values('a'); rollback", "completed with nothing done")]
    [InlineData("copy led from stdin", "json_to_recordset")]
    [InlineData("select 1; COPY (select k from led) to stdout", "read them with select")]
    public async Task What_does_nothing_or_cannot_be_done_is_refused(string sql, string said)
    {
        var violation = (await postgres.Host.RefuseAsync(PostgresHost.Query(sql))).Violations.ShouldHaveSingleItem();

        (violation.Field, violation.Rule.Contains(said, StringComparison.Ordinal)).ShouldBe(("nodes[0].configuration.sql", true), violation.Rule);
    }

    [Fact]
    public async Task What_copy_may_read_by_itself_it_reads()
    {
        (await postgres.RunAsync("copy led from program 'echo x'")).Errors.ShouldBeEmpty();

        (await postgres.RowsAsync("select k from led"))[0].GetProperty("k").GetString().ShouldBe("x");
    }

    [Fact]
    public async Task An_error_is_what_the_database_said()
    {
        (await postgres.ErrorAsync("select *\nfrom led whree k = 'a'")).ShouldBe("crm: 42601: syntax error at or near \"k\"");
        (await postgres.ErrorAsync("select led.v from led")).ShouldBe("crm: 42703: column led.v does not exist");
        const string twice = "insert into led values('a'), ('a')";
        (await postgres.ErrorAsync(twice)).ShouldBe("crm: 23505: duplicate key value violates unique constraint \"led_k_key\"");
        (await postgres.ErrorAsync(twice, "frank")).ShouldBe("frank: 23505: duplicate key value violates unique constraint \"led_k_key\" Key (k)=(a) already exists.");
        (await postgres.ErrorAsync("select f(1)")).ShouldEndWith("You might need to add explicit type casts.");
    }
}
