//! What only Chromium can do: another device, another taste, a worse network.

use serde_json::json;

use super::Browser;
use crate::Result;

/// What the page is read on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Device {
    /// 360 × 740, touch.
    Phone,
    /// 1280 × 800.
    Desktop,
    /// Any other width and height, without touch.
    Window(u32, u32),
}

/// What the reader's device prefers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Media {
    /// Nothing in particular: light.
    Usual,
    /// A dark scheme.
    Dark,
    /// As little motion as possible.
    ReducedMotion,
    /// Colours of the device's own.
    ForcedColours,
    /// Paper.
    Print,
}

/// How good the connection is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Network {
    /// As good as the machine has it.
    Usual,
    /// Slow 4G: 1.6 Mbit/s down, 150 ms.
    Slow,
    /// None.
    Offline,
}

impl Browser {
    /// Gives the reader another device.
    pub async fn hold(&self, device: Device) -> Result<()> {
        let (width, height, is_phone) = match device {
            Device::Phone => (360, 740, true),
            Device::Desktop => (1280, 800, false),
            Device::Window(width, height) => (width, height, false),
        };
        let metrics =
            json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": is_phone});
        self.devtools("Emulation.setDeviceMetricsOverride", metrics).await?;
        let touch = json!({"enabled": is_phone, "maxTouchPoints": if is_phone { 5 } else { 1 }});
        self.devtools("Emulation.setTouchEmulationEnabled", touch).await?;
        Ok(())
    }

    /// Gives the reader's device another preference.
    pub async fn prefer(&self, media: Media) -> Result<()> {
        let (kind, name, value) = match media {
            Media::Usual => ("", "prefers-color-scheme", "light"),
            Media::Dark => ("", "prefers-color-scheme", "dark"),
            Media::ReducedMotion => ("", "prefers-reduced-motion", "reduce"),
            Media::ForcedColours => ("", "forced-colors", "active"),
            Media::Print => ("print", "prefers-color-scheme", "light"),
        };
        let media = json!({"media": kind, "features": [{"name": name, "value": value}]});
        self.devtools("Emulation.setEmulatedMedia", media).await?;
        Ok(())
    }

    /// Makes the connection better or worse.
    pub async fn connect(&self, network: Network) -> Result<()> {
        let (latency, bytes_per_second) = match network {
            Network::Slow => (150, 200_000),
            Network::Usual | Network::Offline => (0, -1),
        };
        let conditions = json!({
            "offline": network == Network::Offline,
            "latency": latency,
            "downloadThroughput": bytes_per_second,
            "uploadThroughput": bytes_per_second,
        });
        self.devtools("Network.enable", json!({})).await?;
        self.devtools("Network.emulateNetworkConditions", conditions).await?;
        Ok(())
    }

    /// Makes the processor so many times slower; 1 is as fast as it is.
    pub async fn slow_down(&self, times: u32) -> Result<()> {
        self.devtools("Emulation.setCPUThrottlingRate", json!({"rate": times})).await?;
        Ok(())
    }
}
