using Microsoft.Data.Sqlite;
using Swarm.Messaging.Workflows.Nodes;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>A node whose time was over when its statement had just been answered, and its commit not yet sent, counted as a failure of its database; some of these opened its breaker.</summary>
public sealed class ANodeWhoseTimeEndedBetweenTwoWordsShutOffItsDatabaseTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_connection_that_is_well_after_the_stop_speaks_for_its_database(bool isWell)
    {
        await using var connection = new SqliteConnection("Data Source=:memory:");
        await connection.OpenAsync();
        var call = new DatabaseCall();

        await Should.ThrowAsync<OperationCanceledException>(() => call.RunAsync<int>(connection, () =>
        {
            if (!isWell)
                connection.Close();
            throw new OperationCanceledException();
        }));

        call.IsAnswered.ShouldBe(isWell);
    }
}
