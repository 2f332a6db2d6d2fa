namespace Swarm.Messaging.Intake;

/// <summary>An option whose value is shown to nobody: whether it is set, and no more.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class SecretSettingAttribute : Attribute;
