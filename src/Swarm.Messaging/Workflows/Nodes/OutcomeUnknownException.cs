using System.Data.Common;

namespace Swarm.Messaging.Workflows.Nodes;

/// <summary>The connection was lost between the word that makes a statement's work last and its answer: it may have been done, and must not be done again unasked.</summary>
/// <param name="lost">How it was lost.</param>
internal sealed class OutcomeUnknownException(DbException lost) : Exception(lost.Message, lost)
{
    public const string Type = "outcome_unknown";

    public DbException Lost => lost;
}
