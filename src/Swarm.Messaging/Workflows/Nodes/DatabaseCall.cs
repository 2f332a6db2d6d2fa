using System.Data;
using System.Data.Common;

namespace Swarm.Messaging.Workflows.Nodes;

/// <summary>How far one statement has come: whose its failure is, the statement's or its database's, shows by that, and whether another attempt could do it twice.</summary>
internal sealed class DatabaseCall
{
    private volatile bool isConnected;
    private volatile bool isAnswered;
    private volatile bool isUndone;
    private volatile bool isCommitting;
    private volatile Keeping keeps;

    /// <summary>It had its connection.</summary>
    public bool IsConnected => isConnected;

    /// <summary>The database ended it, be it because it was told to stop, or was well when it ended.</summary>
    public bool IsAnswered => isAnswered;

    /// <summary>The last word of the node's transaction is on its way: to stop it now would gain nothing, and leave nobody knowing.</summary>
    public bool IsCommitting
    {
        get => isCommitting;
        set => isCommitting = value;
    }

    /// <summary>Now. Set before the word is sent that makes it so.</summary>
    public Keeping Keeps
    {
        get => keeps;
        set => keeps = value;
    }

    /// <summary>Before anything of it is sent. What is executed once more within its attempt had kept nothing.</summary>
    public void Begin() => (isCommitting, isUndone, keeps) = (false, false, Keeping.Nothing);

    /// <summary>Whether this failure leaves open what was kept, so that it must not be tried again unasked.</summary>
    /// <param name="isStopped">It was told to stop, and the failure says no more than that it was.</param>
    public bool MayBeKept(Exception e, bool isStopped) => keeps switch
    {
        Keeping.Parts => isStopped || e is DbException failed && (DatabaseErrors.IsPassing(failed) || DatabaseErrors.IsUnanswered(failed)),
        Keeping.UnlessUndone => isStopped ? !isUndone : e is DbException lost && DatabaseErrors.IsUnanswered(lost),
        _ => false,
    };

    public async Task<T> RunAsync<T>(DbConnection connection, Func<Task<T>> work)
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
            isUndone = DatabaseErrors.IsUndone(e);
            // Stopped between two words to the database nothing was asked of it; one that did not answer to a cancel has lost its connection.
            isAnswered = DatabaseErrors.IsAnswer(e) || e is OperationCanceledException && connection.State == ConnectionState.Open;
            throw;
        }
    }
}
