using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Integration.Tests.Workflows;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>A host that had connected to PostgreSQL did not know types that were made afterwards: values of an enumeration had "no form in JSON", and their type was called "-.-".</summary>
public sealed class ATypeMadeLaterWasUnknownToAConnectedHostTests(StoreRedis redis) : IClassFixture<StoreRedis>, IAsyncLifetime
{
    private PostgresHost postgres = null!;

    public async Task InitializeAsync()
    {
        postgres = await PostgresHost.StartAsync(redis, (o, _) => o.DatabaseConnections = 3);
        await postgres.RowsAsync("select 1 as one");
        await postgres.AskAsync("create type mood as enum ('sad', 'glad'); create type pair as (a int, b int); create table people(name text, feels mood); create table log(at timestamptz)");
    }

    public async Task DisposeAsync() => await postgres.DisposeAsync();

    [Fact]
    public async Task It_is_learnt_before_the_statement_is_executed()
    {
        var inserted = await postgres.RowsAsync("insert into people values ('ann', 'glad') returning name, feels");

        inserted[0].GetProperty("feels").GetString().ShouldBe("glad");
        (await postgres.RowsAsync("select count(*)::int as n from people"))[0].GetProperty("n").GetInt32().ShouldBe(1, "it was executed once");
        (await postgres.RowsAsync("select array['sad'::mood] as list"))[0].GetProperty("list").GetRawText().ShouldBe("""["sad"]""");
    }

    [Fact]
    public async Task Several_statements_are_undone_and_done_again()
    {
        (await postgres.RowsAsync("select 'sad'::mood as feels; insert into log values (now())"))[0].GetProperty("feels").GetString().ShouldBe("sad");

        (await postgres.RowsAsync("select count(*)::int as n from log"))[0].GetProperty("n").GetInt32().ShouldBe(1);
    }

    [Fact]
    public async Task So_is_a_text_with_a_transaction_of_its_own()
    {
        const string Own = "begin; insert into log values (now()); select 'sad'::mood as feels; commit";

        (await postgres.RowsAsync(Own))[0].GetProperty("feels").GetString().ShouldBe("sad");
        (await postgres.RowsAsync("select count(*)::int as n from log"))[0].GetProperty("n").GetInt32().ShouldBe(1);
    }

    [Fact]
    public async Task A_type_that_the_statements_make_themselves_is_told_as_undone()
    {
        var node = (await postgres.RunAsync("insert into log values (now()); create type brief as enum ('q'); select 'q'::brief as z")).Nodes[0];

        node.Error!.ShouldContain("all of them were undone");
        (await postgres.RowsAsync("select count(*)::int as n from log"))[0].GetProperty("n").GetInt32().ShouldBe(0);
    }

    [Fact]
    public async Task What_has_no_form_is_told_with_the_name_of_its_type() =>
        (await postgres.RunAsync("select row(1, 2)::pair as both")).Nodes[0].Error!.ShouldContain("pair");
}
