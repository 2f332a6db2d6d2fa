namespace Swarm.Messaging.Swarms.Leadership;

/// <summary>
/// The one lease of leadership over all swarms, beside everything that a leader writes: so that the script that writes also checks who leads.
/// Who holds it is decided by the store's clock alone.
/// </summary>
internal interface ISwarmLeadership
{
    /// <summary>Channel, without the installation's prefix: a message whenever somebody begins or ends to lead, except by expiry; an empty one says that nobody leads.</summary>
    const string Channel = "swarm-messaging:{swarms}:leader";

    /// <summary>
    /// Channel that whoever holds the lease listens on as long as it lives, and never hears anything on: so that the store knows of its death, at the
    /// end of its connection, before the lease is over.
    /// </summary>
    static string Presence(string token) => $"swarm-messaging:{{swarms}}:leads:{token}";

    /// <summary>
    /// Takes the lease for the oldest active swarm that the process hosts, if nobody has it, or if whoever has it listened on its presence and
    /// has not for <see cref="LeadershipOptions.GoneAfter"/>. Again with the same token while it lasts: the same answer, so an answer that was lost
    /// does not cost a lease.
    /// </summary>
    Task<LeaderStanding> StandAsync(string hostId, string token, CancellationToken cancellation);

    /// <summary>Lengthens a lease that has not run out, for as long as its swarm is active and hosted by that process; otherwise it ends now.</summary>
    /// <returns>False: somebody else leads, or nobody. The term is over for good.</returns>
    Task<bool> RenewAsync(LeaderTerm term, CancellationToken cancellation);

    /// <summary>Gives the lease back, so that another takes it at once. Does nothing when it is held by somebody else.</summary>
    Task<bool> ReleaseAsync(LeaderTerm term, CancellationToken cancellation);

    /// <returns>Null: nobody leads now.</returns>
    Task<SwarmLeader?> CurrentAsync(CancellationToken cancellation);

    /// <summary>Acquisitions of the lease so far.</summary>
    Task<long> ChangesAsync(CancellationToken cancellation);

    /// <summary>The write log, the oldest first; empty unless <see cref="LeadershipOptions.WriteLog"/> is set.</summary>
    Task<IReadOnlyList<LeaderWrite>> WritesAsync(CancellationToken cancellation);
}

/// <summary>A write that the store accepted from a leader, in the store's order.</summary>
/// <param name="Kind">acquire, renew, release, end, gone (another took over from an owner whose connection had ended), or what a capability calls its own.</param>
/// <param name="At">When, by the store's server.</param>
internal sealed record LeaderWrite(long Epoch, string Token, string Kind, DateTimeOffset At);
