using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Integration.Tests.Workflows;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>A column whose value cannot be read was told with the driver's own words, types of .NET among them, and without a full stop.</summary>
public sealed class AValueThatDoesNotFitWasToldInWordsOfTheDriverTests(StoreRedis redis) : IClassFixture<StoreRedis>
{
    [Fact]
    public async Task It_is_told_in_words_of_the_database()
    {
        await using var postgres = await PostgresHost.StartAsync(redis);

        (await TellAsync("1234567890123456789012345678901234567890::numeric")).ShouldEndWith(
            "The column v has a value of the type numeric that is no finite number of at most 28 digits. Make it a text in the statement: cast(v as text).");
        (await TellAsync("'20000-01-01'::date")).ShouldContain("of the type date that is not within the years 1 to 9999. Make");

        async Task<string> TellAsync(string value)
        {
            var error = await postgres.ErrorAsync($"select {value} as v");
            error.ShouldNotContain("System.");
            return error;
        }
    }
}
