using System.Data.Common;

namespace Swarm.Messaging.Workflows.Nodes;

/// <summary>Begins and ends the transaction that a node puts around a text, in whatever database.</summary>
internal static class TransactionWord
{
    /// <summary>On the command's connection, in its time.</summary>
    public static async Task SayAsync(DbCommand command, string word, CancellationToken cancellation)
    {
        var other = command.Connection!.CreateCommand();
        await using (other.ConfigureAwait(false))
        {
            (other.CommandText, other.CommandTimeout) = (word, command.CommandTimeout);
            await other.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
        }
    }
}
