using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Integration.Tests.Workflows;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>Times of PostgreSQL beyond some 30,000 years came back as others, which the driver had made of them; the first moment of .NET, and its last day, as infinite; what is no number as a long one.</summary>
public sealed class AFarTimeCameBackAsAnotherTests(StoreRedis redis) : IClassFixture<StoreRedis>, IAsyncLifetime
{
    private PostgresHost postgres = null!;

    public async Task InitializeAsync()
    {
        postgres = await PostgresHost.StartAsync(redis);
        await postgres.AskAsync("create domain moment as timestamp");
    }

    public async Task DisposeAsync() => await postgres.DisposeAsync();

    [Fact]
    public async Task It_is_refused()
    {
        foreach (var value in (string[])
            [
                "timestamp '294276-01-01'", "timestamp '10000-01-01'", "timestamp '4713-01-01 BC'", "timestamptz '60000-01-01Z'", "timestamptz '0001-12-31Z BC'", "date '5874897-12-31'", "date '0001-12-31 BC'",
                "array[timestamp '2020-01-01', timestamp '294276-01-01']",
                "array[[timestamptz '60000-01-01Z']]", "array[date '5874897-12-31']", "tsrange('294276-01-01', null)", "tstzmultirange(tstzrange('60000-01-01Z', null))",
                "(timestamp '294276-01-01')::moment", "array[(timestamp '294276-01-01')::moment]",
            ])
        {
            var node = (await postgres.RunAsync($"select {value} as v")).Nodes.ShouldHaveSingleItem();
            node.ErrorType.ShouldBe("bad_data", value);
            node.Error!.ShouldContain("cast(v as text)");
        }
    }

    [Fact]
    public async Task What_has_a_form_keeps_it()
    {
        var row = (await postgres.RowsAsync(
            """
            select timestamp '0001-01-01' as first, timestamp '9999-12-31 23:59:59.999999' as last, timestamptz '2026-01-02 03:04:05.5Z' as at, date '9999-12-31' as day, date '0001-01-01' as one,
              interval '-1 day 02:03:04.000005' as span, interval '10675199 days' as long, array[timestamp 'infinity', null, '2020-01-01'] as times, array[[date '-infinity'], [date '2020-01-01']] as days,
              array[interval '1 hour'] as spans, '{}'::date[] as none, null::timestamptz as nothing, array[(timestamp '2020-01-01')::moment] as moments
            """))[0];

        row.GetRawText().ShouldBe(
            """{"first":"0001-01-01T00:00:00","last":"9999-12-31T23:59:59.999999","at":"2026-01-02T03:04:05.5Z","day":"9999-12-31","one":"0001-01-01","span":"-1 days \u002B02:03:04.000005","""
            + "\"long\":\"10675199 days\",\"times\":[\"infinity\",null,\"2020-01-01T00:00:00\"],\"days\":[[\"-infinity\"],[\"2020-01-01\"]],\"spans\":[\"01:00:00\"],\"none\":[],\"nothing\":null,\"moments\":[\"2020-01-01T00:00:00\"]}");
    }

    [Theory]
    [InlineData("'NaN'::numeric", "is no finite number of at most 28 digits")]
    [InlineData("tsrange('2020-01-01', null)", "has no form in JSON")]
    public async Task What_is_wrong_with_it_is_said(string value, string said) => (await postgres.ErrorAsync($"select {value} as v")).ShouldContain(said);
}
