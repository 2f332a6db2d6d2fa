namespace Swarm.Messaging.Workflows.Nodes;

/// <summary>How far one statement has come: whose its failure is, the statement's or its database's, shows by that.</summary>
internal sealed class DatabaseCall
{
    private volatile bool isConnected;
    private volatile bool isAnswered;
    private volatile bool isSent;

    /// <summary>It had its connection.</summary>
    public bool IsConnected => isConnected;

    /// <summary>The database ended it, be it because it was told to stop.</summary>
    public bool IsAnswered => isAnswered;

    /// <summary>The statement itself, after what prepares it.</summary>
    public bool IsSent
    {
        get => isSent;
        set => isSent = value;
    }

    public async Task<T> RunAsync<T>(Func<Task<T>> work)
    {
        isConnected = true;
        try
        {
            var result = await work().ConfigureAwait(false);
            isAnswered = true;
            return result;
        }
        catch (Exception e)
        {
            isAnswered = DatabaseErrors.IsAnswer(e);
            throw;
        }
    }
}
