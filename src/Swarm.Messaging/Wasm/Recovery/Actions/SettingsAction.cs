namespace Swarm.Messaging.Wasm.Recovery.Actions;

/// <summary>An action whose whole effect is the settings of the coming attempt.</summary>
internal sealed class SettingsAction(string name, Func<RecoverySettings, RecoverySettings> adjust) : IRecoveryAction
{
    public string Name => name;

    public RecoverySettings Adjust(RecoverySettings settings) => adjust(settings);
}
