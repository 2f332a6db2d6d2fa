namespace Swarm.Messaging.Distribution.Operations;

/// <summary>What is known of an operation of the CRM.</summary>
/// <param name="Urgency">1 critical .. 5 background.</param>
/// <param name="EstimateMs">How long one takes; null: nobody knows.</param>
/// <param name="Session">It needs a session.</param>
/// <param name="Batchable">Several of one client may be collected.</param>
/// <param name="Repeatable">False: doing it twice leaves two of something.</param>
internal sealed record CrmOperation(string Name, int Urgency, int? EstimateMs, bool Session, bool Batchable, bool Repeatable)
{
    /// <summary>One that nobody has described. Whether it may be done twice nobody knows either, so it may not.</summary>
    public static CrmOperation Unknown(string name) => new(name, 3, null, true, false, false);

    public int Rank => Urgency switch { 1 => 0, 2 => 5, 3 => 10, 4 => 50, _ => 100 };
}
