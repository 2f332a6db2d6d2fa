namespace Swarm.Messaging.Coordination;

/// <summary>
/// Code tasks over all hosts. Every submission counts once: Successful + Failed + Running + Waiting = Total, by construction, because the
/// script that counts a task moves it from one of the four to another.
/// </summary>
/// <param name="Rerouted">Tasks that went to another target after a failure, each once.</param>
/// <param name="Routes">Targets chosen.</param>
/// <param name="DurationMs">Of all successful executions together.</param>
internal sealed record CoordinatorTotals(long Total, long Waiting, long Running, long Successful, long Failed, long Rerouted, long Routes, double DurationMs)
{
    /// <summary>In ms, of the successful executions; 0 when there is none yet.</summary>
    public double AverageDurationMs => Successful == 0 ? 0 : Math.Round(DurationMs / Successful, 2);

    /// <summary>Of the tasks that ended; 0 when none has.</summary>
    public double SuccessRate => Successful + Failed == 0 ? 0 : Math.Round((double)Successful / (Successful + Failed), 4);
}
