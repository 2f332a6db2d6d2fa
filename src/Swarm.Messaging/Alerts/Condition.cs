namespace Swarm.Messaging.Alerts;

/// <summary>Something that is looked at again and again, as it is now.</summary>
/// <param name="Begins">It is bad enough to raise the alert.</param>
/// <param name="Ends">It is good enough to clear it. Both may be false: then everything stays as it is.</param>
internal sealed record Condition(string Name, string Severity, string Subject, double Value, double Threshold, bool Begins, bool Ends, string Hint);
